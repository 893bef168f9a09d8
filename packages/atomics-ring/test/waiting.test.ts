import { describe, expect, it } from 'vitest';
import { Doorbell } from '../src/doorbell.js';
import { LOOKS_BEFORE_SLEEP, Waiting } from '../src/waiting.js';

function waiting(): { waits: Waiting; doorbell: Doorbell } {
  const doorbell = new Doorbell(new Int32Array(new SharedArrayBuffer(4)), 0);
  return { waits: new Waiting(doorbell), doorbell };
}

describe('waitSync', () => {
  it('looks once when there is no time', () => {
    let looks = 0;
    expect(
      waiting().waits.waitSync(() => {
        looks += 1;
        return undefined;
      }, 0),
    ).toBeUndefined();
    expect(looks).toBe(1);
  });

  it('finds what comes while it spins, and what is there at its last look before it sleeps', () => {
    for (const comesAt of [3, LOOKS_BEFORE_SLEEP, LOOKS_BEFORE_SLEEP + 2, LOOKS_BEFORE_SLEEP + 3]) {
      let looks = 0;
      const look = (): string | undefined => ((looks += 1) === comesAt ? 'found' : undefined);
      expect(waiting().waits.waitSync(look, Infinity)).toBe('found');
      expect(looks).toBe(comesAt);
    }
  });

  it('never looks again once it has found: what it looks by may be a push', () => {
    let pushes = 0;
    waiting().waits.waitSync(() => (pushes += 1), Infinity);
    expect(pushes).toBe(1);
  });

  it('throws what its look throws', () => {
    const fail = (): never => {
      throw new Error('closed');
    };
    expect(() => waiting().waits.waitSync(fail, Infinity)).toThrow('closed');
  });
});

describe('wait', () => {
  it('looks again each time the doorbell rings', async () => {
    const { waits, doorbell } = waiting();
    let value: number | undefined;
    const found = waits.wait(() => (value === 2 ? value : undefined), Infinity);
    for (const news of [1, 2]) {
      value = news;
      doorbell.ring();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await found).toBe(2);
  });

  it('leaves nothing armed that a later wait would miss', async () => {
    const { waits, doorbell } = waiting();
    let value: number | undefined;
    const look = (): number | undefined => value;
    expect(await waits.wait(look, 1)).toBeUndefined();
    const found = waits.wait(look, Infinity);
    value = 7;
    expect(doorbell.ring()).toBe(true);
    expect(await found).toBe(7);
  });

  it('adds nothing to the armed promise for each wait that runs out of time', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const doorbell = new Doorbell(words, 0);
    const rung = doorbell.arm()!;
    let reactions = 0;
    const counted = Object.assign(Promise.resolve(), {
      then: (...args: Parameters<typeof rung.then>) => {
        reactions += 1;
        return rung.then(...args);
      },
    });
    const waits = new Waiting(Object.assign(doorbell, { arm: () => counted }));
    for (let turn = 0; turn < 5; turn += 1) expect(await waits.wait(() => undefined, 1)).toBeUndefined();
    expect(reactions).toBe(1);
  });

  it('may wait for longer than a timer can', async () => {
    const { waits, doorbell } = waiting();
    let value: number | undefined;
    const found = waits.wait(() => value, 2 ** 40);
    value = 1;
    doorbell.ring();
    expect(await found).toBe(1);
  });
});
