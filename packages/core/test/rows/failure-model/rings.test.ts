import { afterEach, expect, vi } from 'vitest';
import { RingProducer } from 'atomics-ring';
import { ResultCollector } from '../../../dist/result-collector.js';
import { RESULT_HEADER_BYTES, writeResultHeader } from '../../../dist/transport/result-record.js';
import { fates, LOST, measure } from '../../fates.ts';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { block, flags, raise, raised } from '../../shared-flags.ts';
import { watchTransports } from '../../watched-transports.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask } from './next-task.ts';
import { linesOf } from './programs.ts';

/** Where the positions of new rings start, and how many rings were made. */
const first = vi.hoisted(() => ({ position: 0, rings: 0 }));

vi.mock('atomics-ring', async (importOriginal) => {
  const rings = await importOriginal<typeof import('atomics-ring')>();
  const createRing: typeof rings.createRing = (options) => {
    first.rings += 1;
    return rings.createRing({ ...options, firstPosition: first.position });
  };
  return { ...rings, createRing };
});

afterEach(async () => {
  first.position = 0;
  vi.restoreAllMocks();
  await terminateOpenPools();
});

itKeeps('an in-ring that is full', async () => {
  const pool = openPool({ workers: 1, ringBytes: 4096 });
  const words = flags();
  const held = pool.apply('waitFor', [words]);
  const texts = Array.from({ length: 500 }, (_, index) => `${index}`.padEnd(1000));
  // If this thread waited for room, nobody would ever raise the flag.
  const calls = texts.map((text) => pool.apply('echo', [text]));
  raise(words);
  expect(await Promise.all(calls)).toEqual(texts);
  await held;
});

itKeeps('an out-ring that is full while the main thread is blocked', async () => {
  const pool = openPool({ workers: 1, ringBytes: 4096 });
  await measure(pool, 'raiseAndRepeat');
  const words = flags();
  const calls = Array.from({ length: 60 }, () => pool.apply('raiseAndRepeat', [words, 600]));
  // As many results as the ring holds, and ten times as many tasks.
  block(words, 0, 6);
  expect((await Promise.all(calls)).every((text) => (text as string).length === 600)).toBe(true);
  expect(words[0]).toBe(60);
  await expectNextTask(pool);
});

itKeeps('a ring with impossible contents', async () => {
  const transports = watchTransports();
  const pool = openPool({ workers: 1 });
  await pool.ready();
  const words = flags();
  const running = rejection(pool.apply('raiseAndWait', [words, 0, 1]));
  await raised(words);
  const waiting = pool.apply('square', [2]);
  const [transport] = transports;
  const producer = new RingProducer(transport!.outRing);
  const offset = producer.reserve(RESULT_HEADER_BYTES);
  writeResultHeader(producer.view, offset, 99, 0, 0, 0);
  producer.commit();
  // The next look into the ring finds it.
  await expectNextTask(pool);
  expect(await running).toMatchObject({ code: LOST, cause: { name: 'RingCorruptError' } });
  expect(await waiting).toBe(4);
});

itKeeps('ring positions at 2³¹ and 2³²', async () => {
  // A capacity that no other pool here has: its rings are new ones.
  for (const [edge, ringBytes] of [
    [2 ** 31, 8192],
    [2 ** 32, 16_384],
  ] as const) {
    Object.assign(first, { position: edge - 1024, rings: 0 });
    const pool = openPool({ workers: 1, ringBytes });
    expect(first.rings).toBe(2);
    const items = Array.from({ length: 200 }, (_, index) => `${index}`.padEnd(100));
    expect(await pool.map('echo', items, { chunkSize: 1 })).toEqual(items);
    // Hand-over compares positions too.
    const calls = [1, 'exit', 2, 'exit', 3].map((value) => pool.apply('exitOn', [value]));
    expect(await fates(calls)).toEqual([1, LOST, 2, LOST, 3]);
  }
});

itKeeps('a wake-up that nobody needs', async () => {
  const transports = watchTransports();
  const pool = openPool({ workers: 2 });
  for (let round = 0; round < 50; round += 1) {
    for (const { inRing, outRing } of transports) {
      for (const words of [new Int32Array(inRing), new Int32Array(outRing)])
        for (let index = 0; index < 160; index += 1) Atomics.notify(words, index);
    }
    expect(await pool.map('square', [1, 2, 3], { chunkSize: 1 })).toEqual([1, 4, 9]);
  }
  expect(transports.size).toBe(2);
});

itKeeps('a wake-up that does not come', async () => {
  const collectors = new Set<ResultCollector>();
  const { workAdded } = ResultCollector.prototype;
  vi.spyOn(ResultCollector.prototype, 'workAdded').mockImplementation(function (this: ResultCollector) {
    collectors.add(this);
    workAdded.call(this);
  });
  const pool = openPool({ workers: 2 });
  // Waits of every length, so that both sides sleep now and then.
  for (let turns = 0; turns < 200; turns += 1)
    await Promise.all([pool.apply('later', [0, turns % 20]), pool.apply('square', [turns])]);
  expect([...collectors].map(({ missedWakeUps }) => missedWakeUps)).toEqual([0]);
});

itKeeps('a dying thread that takes a wake-up with it', async () => {
  const pool = openPool({ workers: 1 });
  for (let life = 0; life < 5; life += 1) {
    // This thread sleeps on the doorbell that the dying worker would have to ring.
    const words = flags();
    const lost = pool.apply('raiseOrExit', ['exit']);
    const next = pool.apply('raise', [words]);
    expect(await fates([lost, next])).toEqual([LOST, 1]);
  }
  await expectNextTask(pool);
});

itKeeps('many pools, one after the other', async () => {
  const lines = await linesOf(
    `const usePools = async (count) => {
      for (let index = 0; index < count; index += 1) {
        const pool = new Pool(KERNELS, { workers: 2, ringBytes: 2 ** 20 });
        await pool.apply('square', [3]);
        await pool.terminate();
      }
      for (let turn = 0; turn < 10; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        gc();
      }
      return process.memoryUsage().arrayBuffers;
    };
    const handles = () => String(process.getActiveResourcesInfo());
    const [bytes, before] = [await usePools(3), handles()];
    const more = (await usePools(8)) - bytes;
    console.log(more < 2 ** 20 ? 'no more memory' : more, handles() === before);
    console.log(await new Pool(KERNELS, { workers: 1 }).apply('square', [3]));`,
    ['--expose-gc'],
  );
  expect(lines).toEqual(['no more memory true', '9']);
});
