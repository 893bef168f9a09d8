import { describe, expect, it } from 'vitest';
import { Doorbell } from '../src/index.js';

function bell(): { doorbell: Doorbell; words: Int32Array } {
  const words = new Int32Array(new SharedArrayBuffer(4));
  return { doorbell: new Doorbell(words, 0), words };
}

describe('a doorbell', () => {
  it('notifies nobody while nobody sleeps', () => {
    expect(bell().doorbell.ring()).toBe(false);
  });

  it('settles what was armed when it is rung, once', async () => {
    const { doorbell } = bell();
    const rung = doorbell.arm();
    expect([doorbell.ring(), doorbell.ring()]).toEqual([true, false]);
    await rung;
    expect(doorbell.arm()).not.toBe(rung);
  });

  it('gives the same promise again while it is not settled', () => {
    const { doorbell } = bell();
    const rung = doorbell.arm();
    doorbell.disarm();
    expect(doorbell.ring()).toBe(false);
    expect(doorbell.arm()).toBe(rung);
    doorbell.release();
  });

  it('settles what was armed when it is released', async () => {
    const { doorbell } = bell();
    const rung = doorbell.arm();
    doorbell.release();
    await rung;
    expect(doorbell.ring()).toBe(false);
  });

  it('does not block when there is news, or the time is over', () => {
    const { doorbell, words } = bell();
    doorbell.sleepSync(() => true);
    doorbell.sleepSync(() => false, 1);
    expect(words[0]).toBe(0);
  });

  it('asks for news only once its flag is up', () => {
    const { doorbell, words } = bell();
    let flag: number | undefined;
    doorbell.sleepSync(() => {
      [flag] = words;
      return true;
    });
    expect(flag).toBe(1);
  });

  it('keeps its flag up for a promise that is still armed when a blocked wait ends', async () => {
    const { doorbell } = bell();
    const rung = doorbell.arm();
    doorbell.sleepSync(() => true);
    expect(doorbell.ring()).toBe(true);
    await rung;
  });

  it('answers the next ring when it was raised, though nobody sleeps', () => {
    const { doorbell } = bell();
    doorbell.raise();
    expect([doorbell.ring(), doorbell.ring()]).toEqual([true, false]);
  });
});
