import type { Rings, Scenario } from './scenario.ts';
import { closing } from './scenarios/closing.ts';
import { doorbell } from './scenarios/doorbell.ts';
import { filledRecord } from './scenarios/filled-record.ts';
import { killedInLane } from './scenarios/killed-in-lane.ts';
import { killedWorker } from './scenarios/killed-worker.ts';
import { killedWriter } from './scenarios/killed-writer.ts';
import { lanes, type Run } from './scenarios/lanes.ts';
import { openTasks } from './scenarios/open-tasks.ts';
import { numbers } from './scenarios/numbers.ts';
import { recall } from './scenarios/recall.ts';
import { records } from './scenarios/records.ts';
import { roundTrip } from './scenarios/round-trip.ts';
import { stopping } from './scenarios/stopping.ts';

const BELOW_2_31 = 2 ** 31 - 16;
const BELOW_2_32 = 2 ** 32 - 16;

/** A payload that reads like the header of an empty record at `position`. */
function likeARecordAt(position: number): readonly number[] {
  return [0, position | 1];
}

/** Two records with two items each, one after the other. */
const LANE_OF_RUNS: readonly Run[] = [8, 16].flatMap((position) => [0, 1].map((item) => ({ lane: 0, position, item })));

/** Two records that are open at once, and the first one's lane taken by a third. */
const TWO_LANES_OF_RUNS: readonly Run[] = [
  { lane: 0, position: 8, item: 0 },
  { lane: 1, position: 16, item: 0 },
  { lane: 0, position: 8, item: 1 },
  { lane: 0, position: 24, item: 0 },
  { lane: 1, position: 8, item: 2 },
];

/** What is explored to the end by every run of the tests. */
export const scenarios: Readonly<Record<string, (rings: Rings) => Scenario>> = {
  'records, ring of 32 bytes': (rings) => records(rings, { capacityBytes: 32, lengths: [8, 0, 4, 8, 0, 8] }),
  'records with padding, two at a time': (rings) =>
    records(rings, { capacityBytes: 64, lengths: [24, 8, 16, 4, 24, 0], limit: 2 }),
  'records across 2^31': (rings) =>
    records(rings, { capacityBytes: 32, firstPosition: BELOW_2_31, lengths: [0, 8, 4, 8] }),
  'records across 2^32': (rings) =>
    records(rings, { capacityBytes: 32, firstPosition: BELOW_2_32, lengths: [0, 8, 4, 8], limit: 1 }),
  'records staged by two': (rings) => records(rings, { capacityBytes: 64, lengths: [8, 4, 0, 24, 8, 16, 4], batch: 2 }),
  'numbers, one by one, one slot': (rings) => numbers(rings, { slots: 1, count: 8, batch: 1 }),
  'numbers by two, across 2^31': (rings) =>
    numbers(rings, { slots: 2, firstPosition: 2 ** 31 - 1, count: 6, batch: 2 }),
  'numbers by three, across 2^32': (rings) =>
    numbers(rings, { slots: 4, firstPosition: 2 ** 32 - 2, count: 9, batch: 3 }),
  'the producer closes': (rings) => closing(rings, { capacityBytes: 32, producerCloses: 4 }),
  'the consumer closes': (rings) => closing(rings, { capacityBytes: 32, consumerCloses: 2 }),
  'the consumer closes and leaves': (rings) =>
    closing(rings, { capacityBytes: 32, consumerCloses: 1, consumerGoesOn: false }),
  'both close': (rings) => closing(rings, { capacityBytes: 32, producerCloses: 3, consumerCloses: 2 }),
  'a doorbell and three ringers, blocking': (rings) => doorbell(rings, { ringers: 3, turns: ['blocks'] }),
  'a doorbell and three ringers, in the event loop': (rings) => doorbell(rings, { ringers: 3, turns: ['awaits'] }),
  'a doorbell used in both ways': (rings) =>
    doorbell(rings, { ringers: 2, turns: ['changes its mind', 'blocks', 'awaits'] }),
  'a doorbell used in both ways at once': (rings) => doorbell(rings, { ringers: 2, turns: ['blocks in between'] }),
  'claims without recall': (rings) =>
    recall(rings, { capacityBytes: 64, script: ['task', 'task', 'task', 'task'], recalled: 'elsewhere', limit: 2 }),
  'recall, run elsewhere': (rings) =>
    recall(rings, {
      capacityBytes: 64,
      script: ['task', 'task', 'recall', 'task', 'task', 'recall', 'task', 'task', 'recall'],
      recalled: 'elsewhere',
      limit: 2,
    }),
  'recall, run elsewhere, one record at a time': (rings) =>
    recall(rings, {
      capacityBytes: 64,
      script: ['task', 'task', 'recall', 'task', 'task', 'recall', 'task'],
      recalled: 'elsewhere',
      limit: 1,
    }),
  'recall of the oldest only': (rings) =>
    recall(rings, {
      capacityBytes: 128,
      script: ['task', 'task', 'task', 'recall oldest', 'task', 'task', 'recall oldest', 'task'],
      recalled: 'elsewhere',
      limit: 2,
    }),
  'recall, published again, across 2^31': (rings) =>
    recall(rings, {
      capacityBytes: 64,
      firstPosition: BELOW_2_31,
      script: ['task', 'task', 'recall', 'task', 'recall', 'task'],
      recalled: 'again',
      limit: 1,
    }),
  'recall, published again, batches, across 2^32': (rings) =>
    recall(rings, {
      capacityBytes: 64,
      firstPosition: BELOW_2_32,
      script: ['task', 'task', 'task', 'recall', 'task', 'recall'],
      recalled: 'again',
      limit: 3,
    }),
  'a ring full of recalled bytes': (rings) =>
    recall(rings, {
      capacityBytes: 32,
      script: ['task', 'recall', 'task', 'recall', 'task', 'recall', 'task'],
      recalled: 'elsewhere',
      limit: 1,
    }),
  'the writer is killed': (rings) =>
    killedWriter(rings, { capacityBytes: 64, payloads: [[1, 2], [3], [4, 5], [6], [7, 8], [9]], batch: 2, drains: 4 }),
  'the writer is killed while old payloads read like records': (rings) =>
    killedWriter(rings, {
      capacityBytes: 32,
      firstPosition: BELOW_2_32,
      payloads: [likeARecordAt(24), likeARecordAt(-8), [], []],
      batch: 1,
      drains: 3,
    }),
  'the writer is killed in a ring that had a life before': (rings) =>
    killedWriter(rings, { capacityBytes: 32, payloads: [[1], [2], [3, 4]], batch: 2, drains: 2, usedBefore: true }),
  'the writer is killed while it fills a record': (rings) => filledRecord(rings),
  'recall with a side channel': (rings) =>
    recall(rings, {
      capacityBytes: 64,
      script: ['task', 'task', 'recall', 'task'],
      recalled: 'again',
      limit: 1,
      hasSideChannel: true,
    }),
  'results held back': (rings) => roundTrip(rings, { capacityBytes: 64, tasks: 4, limit: 1 }),
  'results held back, batches': (rings) => roundTrip(rings, { capacityBytes: 64, tasks: 4, limit: 2 }),
  'the worker is killed': (rings) => killedWorker(rings, { tasks: 4, limit: 2, then: [] }),
  'the worker is killed, with recall': (rings) => killedWorker(rings, { tasks: 5, limit: 2, then: ['recalls'] }),
  'the worker is killed, one record at a time': (rings) =>
    killedWorker(rings, { tasks: 4, limit: 1, then: ['recalls', 'drains', 'recalls'] }),
  'the worker retires': (rings) =>
    killedWorker(rings, { tasks: 4, limit: 1, retiresAfter: 2, then: ['drains', 'drains'] }),
  'the worker retires, batches': (rings) =>
    killedWorker(rings, { tasks: 5, limit: 2, retiresAfter: 2, then: ['drains', 'drains'] }),
  'a stuck worker is terminated after a recall': (rings) =>
    killedWorker(rings, { tasks: 4, limit: 1, sticksAt: 1, then: ['recalls', 'terminates', 'drains'] }),
  'a stuck worker is terminated after a recall, batches': (rings) =>
    killedWorker(rings, { tasks: 4, limit: 2, sticksAt: 1, then: ['recalls', 'terminates', 'drains'] }),
  'a worker with two open tasks is killed': (rings) =>
    openTasks(rings, { tasks: 5, capacityBytes: 64, open: 2, then: ['publishes', 'publishes'] }),
  'a worker with two open tasks is killed, with recall': (rings) =>
    openTasks(rings, { tasks: 5, capacityBytes: 64, open: 2, then: ['recalls', 'publishes', 'publishes', 'recalls'] }),
  'runs in a lane': (rings) => lanes(rings, { runs: LANE_OF_RUNS, looks: [8, 16, 8, 16], ends: 'and says so' }),
  'runs in a lane, one upon the other': (rings) =>
    lanes(rings, { runs: LANE_OF_RUNS, looks: [8, 16, 16], ends: 'not' }),
  'runs in a lane whose serial number comes to what ABORT holds': (rings) =>
    lanes(rings, { runs: LANE_OF_RUNS, looks: [8, 16], ends: 'quietly', newestSerial: -3 }),
  'runs in a lane, serial numbers across 2^31': (rings) =>
    lanes(rings, { runs: LANE_OF_RUNS, looks: [8, 16], ends: 'not', newestSerial: 2 ** 31 - 3 }),
  'runs in two lanes': (rings) => lanes(rings, { runs: TWO_LANES_OF_RUNS, looks: [8, 16, 8], ends: 'quietly' }),
  'runs that sleep until they are aborted': (rings) =>
    lanes(rings, { runs: LANE_OF_RUNS, looks: [8, 16], ends: 'quietly', sleeps: true }),
  'the worker is killed while items run in its lanes': (rings) => killedInLane(rings, { runs: TWO_LANES_OF_RUNS }),
  'records that are stopped one by one': (rings) =>
    stopping(rings, {
      open: 1,
      positions: [8, 16, 24, 24],
      script: [
        { publishes: 3 },
        { stops: 0 },
        { settles: 0 },
        { stops: 2, clears: 0 },
        { settles: 2 },
        { clears: 2 },
        { publishes: 4 },
      ],
    }),
  'records that are stopped while both are open': (rings) =>
    stopping(rings, {
      open: 2,
      positions: [8, 16, 24, 16],
      script: [
        { publishes: 3 },
        { stops: 0 },
        { stops: 1 },
        { settles: 1 },
        { clears: 1 },
        { publishes: 4 },
        { settles: 0 },
        { clears: 0 },
      ],
    }),
};
