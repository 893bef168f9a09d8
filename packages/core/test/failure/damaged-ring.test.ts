import { RingProducer } from 'atomics-ring';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Pool, WorkerLostError } from '../../dist/index.js';
import { RESULT_HEADER_BYTES, ResultKind, writeResultHeader } from '../../dist/transport/result-record.js';
import { RingTransport } from '../../dist/transport/ring-transport.js';
import { openPool, terminateOpenPools } from '../open-pools.ts';
import { watchTransports } from '../watched-transports.ts';

let transports: ReadonlySet<RingTransport>;
const { drainResults } = RingTransport.prototype;

beforeEach(() => {
  transports = watchTransports();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await terminateOpenPools();
});

/* Where the words of a ring's header stand, and its data. */
const TAIL = 32;
const HEAD = 64;
const DATA = 160;
const RING_BYTES = 65_536;

function words(ring: SharedArrayBuffer): Int32Array {
  return new Int32Array(ring);
}

/** A record that a worker would have written, were it sound. */
function forge(ring: SharedArrayBuffer, kind: number, slot: number, filled: number, content: readonly number[]): void {
  const producer = new RingProducer(ring);
  const offset = producer.reserve(RESULT_HEADER_BYTES + content.length);
  writeResultHeader(producer.view, offset, kind, slot, filled, 0);
  producer.bytes.set(content, offset + RESULT_HEADER_BYTES);
  producer.commit();
}

const DAMAGES: Readonly<Record<string, (ring: SharedArrayBuffer) => void>> = {
  'a TAIL further ahead than the ring is long': (ring) => {
    words(ring)[TAIL] = words(ring)[HEAD]! + 2 * RING_BYTES;
  },
  'a TAIL behind what was read': (ring) => {
    words(ring)[TAIL] = words(ring)[HEAD]! - 64;
  },
  'a record of impossible length': (ring) => {
    const place = DATA + (words(ring)[HEAD]! & (RING_BYTES - 1)) / 4;
    words(ring).fill(0x7fff_ffff, place, place + 8);
    words(ring)[TAIL] = words(ring)[HEAD]! + 64;
  },
  'a record without its stamp': (ring) => {
    const place = DATA + (words(ring)[HEAD]! & (RING_BYTES - 1)) / 4;
    words(ring).fill(0, place, place + 8);
    words(ring)[TAIL] = words(ring)[HEAD]! + 64;
  },
  'a kind of result that there is not': (ring) => forge(ring, 99, 0, 0, []),
  'a report that there is not': (ring) => forge(ring, 99, -1, 8, [0, 0, 0, 0, 0, 0, 0, 0]),
  'a result for a slot that nobody has': (ring) => forge(ring, ResultKind.Numbers, 12_345, 8, [0, 0, 0, 0, 0, 0, 0, 0]),
  'more results than items': (ring) => forge(ring, ResultKind.Numbers, 0, 80, new Array<number>(80).fill(0)),
  'a result that is longer than its record': (ring) => forge(ring, ResultKind.Values, 0, 500, [0]),
  'a result of negative length': (ring) => forge(ring, ResultKind.Values, 0, -8, [0]),
};

/** A pool whose one worker is in the midst of a task, with another behind it. */
async function openBusyPool(): Promise<{ pool: Pool; running: Promise<unknown>; waiting: Promise<unknown> }> {
  const pool = openPool({ workers: 1, restartLimit: { restarts: 0, withinMs: 60_000 } });
  await pool.ready();
  const flags = new Int32Array(new SharedArrayBuffer(4));
  const running = pool.apply('raiseAndWait', [flags, 0, 0, 2]).catch((error: unknown) => error);
  const waiting = pool.apply('square', [3]);
  while (Atomics.load(flags, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
  return { pool, running, waiting };
}

describe.each(Object.entries(DAMAGES))('an out-ring with %s', (_name, damage) => {
  it('costs its worker and the task that it was running, and nothing else', async () => {
    const { pool, running, waiting } = await openBusyPool();
    const [transport] = transports;
    damage(transport!.outRing);
    const later = pool.apply('square', [4]);
    expect([await waiting, await later]).toEqual([9, 16]);
    // A worker that went on would never end this task; what it was given instead depends on what was forged.
    expect(await running).toSatisfy((fate) => fate === 0 || fate instanceof WorkerLostError);
    expect(pool.state).toBe('running');
  });
});

it('tells what was wrong with the ring', async () => {
  const { pool, running } = await openBusyPool();
  const [transport] = transports;
  forge(transport!.outRing, 99, 0, 0, []);
  await pool.apply('square', [4]);
  const error = await running;
  expect(error).toBeInstanceOf(WorkerLostError);
  expect((error as Error).cause).toMatchObject({ name: 'RingCorruptError' });
});

it('looks into a damaged ring once, and leaves no listeners behind', async () => {
  const warnings = vi.fn<(warning: Error) => void>();
  process.on('warning', warnings);
  const { pool, running, waiting } = await openBusyPool();
  const [transport] = transports;
  DAMAGES['a record of impossible length']!(transport!.outRing);
  let looks = 0;
  transport!.drainResults = (): number => {
    looks += 1;
    return drainResults.call(transport);
  };
  await Promise.all([pool.apply('square', [4]), running, waiting]);
  process.off('warning', warnings);
  expect(looks).toBe(1);
  expect(warnings).not.toHaveBeenCalled();
});
