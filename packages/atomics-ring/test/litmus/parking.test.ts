import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../model/planted-bugs.js';
import { createRing, RingConsumer, RingProducer } from '../../src/index.js';
import { compiledSides } from './compiled-sides.js';

/** Long enough for any machine: a wait that reaches it was not woken. */
const GUARD_MS = 60_000;

/** How long a side with a planted bug may sleep before that counts as lost. */
const LOST_AFTER_MS = 300;

/** Long enough for a thread to fall asleep, as a rule; nothing depends on it. */
const MOMENT_MS = 2;

/** No look before a sleep: every wait parks. */
const PARK_AT_ONCE: Change = {
  file: 'waiting.ts',
  find: 'LOOKS_BEFORE_SLEEP = 500',
  replace: 'LOOKS_BEFORE_SLEEP = 0',
};

interface Rounds {
  answered: number;
  lost: number;
}

/** Sends a record and waits for its return, `count` times or until one is not back in time. */
async function pingPong(folder: URL, count: number, guardMs: number): Promise<Rounds> {
  const [there, back] = [createRing({ capacityBytes: 64 }).buffer, createRing({ capacityBytes: 64 }).buffer];
  const worker = new Worker(new URL('echo.js', folder), { workerData: { there, back } });
  await new Promise((resolve) => worker.once('online', resolve));
  const [producer, consumer] = [new RingProducer(there), new RingConsumer(back)];
  const rounds = { answered: 0, lost: 0 };
  while (rounds.answered < count && rounds.lost === 0) {
    producer.pushSync(Uint8Array.of(rounds.answered & 0xff));
    const isBack = consumer.waitSync(guardMs) === 'ready' && consumer.tryPop()![0] === (rounds.answered & 0xff);
    rounds[isBack ? 'answered' : 'lost'] += 1;
  }
  await worker.terminate();
  return rounds;
}

/**
 * Has a record sent each time a worker, which waits in its event loop and blocks in turns, is about to block: a moment later, when
 * it sleeps as a rule. It is right if it does not yet, too.
 */
async function waitInBothWays(folder: URL, count: number, guardMs: number): Promise<Rounds> {
  const { buffer } = createRing({ capacityBytes: 64 });
  const sender = new Worker(new URL('send-when-told.js', folder), { workerData: { buffer } });
  const waiter = new Worker(new URL('wait-in-both-ways.js', folder), { workerData: { buffer } });
  const rounds = { answered: 0, lost: 0 };
  await new Promise<void>((resolve) => {
    const giveUp = (): void => {
      rounds.lost = 1;
      resolve();
    };
    let guard = setTimeout(giveUp, GUARD_MS);
    waiter.on('message', () => {
      clearTimeout(guard);
      if (rounds.answered === count) return resolve();
      rounds.answered += 1;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
      setTimeout(() => sender.postMessage('send'), MOMENT_MS);
      guard = setTimeout(giveUp, guardMs);
    });
  });
  await Promise.all([sender.terminate(), waiter.terminate()]);
  return rounds;
}

function report(name: string, outcomes: object): void {
  console.log(`litmus: ${name}: ${JSON.stringify(outcomes)}`);
}

describe('no wake-up is lost', () => {
  it('between two threads that park at once', async () => {
    const rounds = await pingPong(compiledSides('parking', [PARK_AT_ONCE]), 10_000, GUARD_MS);
    report('round trips, parked', rounds);
    expect(rounds).toEqual({ answered: 10_000, lost: 0 });
  });

  it('between two threads that look for a while', async () => {
    const rounds = await pingPong(compiledSides('parking-after-looks'), 50_000, GUARD_MS);
    report('round trips, spinning and parked', rounds);
    expect(rounds).toEqual({ answered: 50_000, lost: 0 });
  });

  it('which this test would notice: a sleeper that does not look again before it sleeps loses one', async () => {
    const folder = compiledSides('parking-bug', [
      PARK_AT_ONCE,
      {
        file: 'doorbell.ts',
        find: '    if (!hasNews()) wait(',
        replace: '    wait(',
      },
      {
        file: 'doorbell.ts',
        find: '  sleepSync(hasNews: () => boolean, timeoutMs?: number): void {\n',
        replace:
          '  sleepSync(_: () => boolean, timeoutMs?: number): void {\n' +
          '    for (let moment = 0; moment < 20_000; moment += 1) void load(this.#words, this.#index);\n',
      },
    ]);
    const rounds = await pingPong(folder, 10_000, LOST_AFTER_MS);
    report('round trips without the last look', rounds);
    expect(rounds.lost).toBe(1);
  });

  it('of a thread that waits in its event loop and blocks in turns', async () => {
    const rounds = await waitInBothWays(compiledSides('waits', [PARK_AT_ONCE]), 100, GUARD_MS);
    report('waits in both ways', rounds);
    expect(rounds).toEqual({ answered: 100, lost: 0 });
  });

  it('which this test would notice: when one waiter only is woken, the wait that was given up takes it', async () => {
    const folder = compiledSides('waits-bug', [
      PARK_AT_ONCE,
      {
        file: 'doorbell.ts',
        find: 'notify(this.#words, this.#index);\n    return true;',
        replace: 'notify(this.#words, this.#index, 1);\n    return true;',
      },
    ]);
    const rounds = await waitInBothWays(folder, 100, LOST_AFTER_MS);
    report('waits in both ways, one waiter woken', rounds);
    expect(rounds.lost).toBe(1);
  });
});
