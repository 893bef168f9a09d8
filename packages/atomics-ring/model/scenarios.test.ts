import { describe, expect, it } from 'vitest';
import { explore } from './explorer.ts';
import { loadRings } from './load-rings.ts';
import { machine } from './machine.ts';
import { scenarios } from './scenarios.ts';

describe('under every schedule, and a kill at every step, nothing goes wrong:', () => {
  it.each(Object.entries(scenarios))('%s', async (name, make) => {
    const rings = await loadRings('none');
    machine.reset();
    const { states, transitions, ends, failure } = explore(make(rings));
    console.log(`explored: ${name}: ${states} states, ${transitions} transitions, ${ends} different ends`);
    expect(failure).toBeUndefined();
  });
});
