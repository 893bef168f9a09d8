import { expect, it } from 'vitest';
import { KernelMemory } from '../src/wasm/kernel-memory.ts';
import { LentAreas } from '../src/wasm/lent-areas.ts';
import { wasm } from './open-kernels.ts';

const PAGE = 65_536;

function fresh(maximum = 10): LentAreas {
  return new LentAreas(new KernelMemory(new wasm.Memory({ initial: 1, maximum, shared: true })));
}

it('lends what was reserved in its order, then more', () => {
  const areas = fresh();
  areas.reserve(2, 1024);
  const places = [1, 2, 3].map(() => areas.lend(1024).byteOffset);
  expect(places).toEqual([PAGE, PAGE + 1024, PAGE + 2048]);
});

it('lends the same again once it is back, the smallest that is long enough', () => {
  const areas = fresh();
  const [large, small, tiny] = [4096, 2048, 64].map((byteLength) => areas.lend(byteLength));
  for (const area of [large!, small!, tiny!]) areas.takeBack(area);
  expect(areas.lend(1000)).toBe(small);
  expect(areas.lend(1000)).toBe(large);
  expect(areas.lend(1000)).not.toBe(tiny);
  expect(areas.lend(64)).toBe(tiny);
});

it('lends nothing where there is no more room, and goes on with what comes back', () => {
  const areas = fresh(2);
  const all = areas.lend(PAGE);
  expect(() => areas.lend(16)).toThrow(RangeError);
  areas.takeBack(all);
  expect(areas.lend(16)).toBe(all);
});
