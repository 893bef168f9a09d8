import { describe, expect, it } from 'vitest';
import { applyChange } from './explored-sources.ts';
import { explore } from './explorer.ts';
import { loadRings } from './load-rings.ts';
import { machine } from './machine.ts';
import { plantedBugs } from './planted-bugs.ts';
import type { Rings, Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { killedInLane } from './scenarios/killed-in-lane.ts';
import { killedWorker } from './scenarios/killed-worker.ts';
import { openTasks } from './scenarios/open-tasks.ts';
import { recall } from './scenarios/recall.ts';
import { roundTrip } from './scenarios/round-trip.ts';

/** Each planted bug with a scenario that finds it, and the way it shows. */
const found: Readonly<Record<string, readonly [scenario: string, failure: string]>> = {
  'publish before write': ['records, ring of 32 bytes', 'data race'],
  'publish numbers before write': ['numbers, one by one, one slot', 'data race'],
  'release before read': ['records with padding, two at a time', 'data race'],
  'write without a look at HEAD': ['records, ring of 32 bytes', 'data race'],
  'no recheck before parking': ['records, ring of 32 bytes', 'sleep for ever'],
  'recheck before the flag is up': ['records, ring of 32 bytes', 'sleep for ever'],
  'a notification that changes nothing': ['records, ring of 32 bytes', 'sleep for ever'],
  'wake one waiter only': ['a doorbell used in both ways', 'sleeper sleep for ever'],
  'a blocked sleep that lowers the flag of an armed one': ['a doorbell used in both ways at once', 'sleep for ever'],
  'the flag is read before TAIL is stored': ['claims without recall', 'worker sleep for ever'],
  'the flag is read before HEAD is stored': ['records, ring of 32 bytes', 'sleep for ever'],
  'sleeping on a word that nobody changes': ['records, ring of 32 bytes', 'producer and consumer sleep for ever'],
  'sleeping on TAIL': ['claims without recall', 'sleep for ever'],
  'close without a flag': ['the consumer closes', 'wrong end'],
  'close with the last look before the flag': ['the consumer closes', 'wrong end'],
  'close without a bell': ['the consumer closes and leaves', 'producer sleep for ever'],
  'the closing flag is read after TAIL': ['the producer closes', 'wrong end'],
  'claim by load and store': ['recall of the oldest only', 'wrong end'],
  'claim by plain store': ['a ring full of recalled bytes', 'data race'],
  'a failed claim is taken as success': ['a ring full of recalled bytes', 'wrong end'],
  'a failed claim does not move on': ['recall of the oldest only', 'can never end'],
  'recall by load and store': ['a ring full of recalled bytes', 'wrong end'],
  'a failed recall is taken as success': ['a ring full of recalled bytes', 'wrong end'],
  'what was taken is decided before the exchange': ['a ring full of recalled bytes', 'wrong end'],
  'TAIL is rewound after a recall': ['the worker is killed, with recall', 'throws RingCorruptError'],
  'a claiming consumer that begins at CLAIM': ['a ring full of recalled bytes', 'main and worker sleep for ever'],
  'passing over without HEAD': ['a ring full of recalled bytes', 'sleep for ever'],
  'passing over gives back what is open': ['a worker with two open tasks is killed, with recall', 'data race'],
  'messages taken in order without numbers': ['recall with a side channel', 'expected the message to be'],
  'HEAD at the claim': ['claims without recall', 'data race'],
  'the stamp before the length': ['the writer is killed', 'wrong end'],
  'no zero stamp behind a record': ['the writer is killed while old payloads read like records', 'wrong end'],
  'the zero stamp after the stamp': ['the writer is killed while old payloads read like records', 'wrong end'],
  'no room kept for the zero stamp': ['records, ring of 32 bytes', 'data race'],
  'a record is shrunk before its new end is marked': ['the writer is killed while it fills a record', 'wrong end'],
  'a reset that leaves old stamps': ['the writer is killed in a ring that had a life before', 'wrong end'],
  'salvage of what was published only': ['the writer is killed', 'wrong end'],
  'no second look at the serial number': ['runs in a lane, one upon the other', 'what was read of run'],
  'a second look at the position alone': ['runs in a lane, one upon the other', 'what was read of run'],
  'the serial number is read last': ['runs in a lane, one upon the other', 'what was read of run'],
  'a run read without a look at the position': [
    'runs in a lane whose serial number comes to what ABORT holds',
    'what was read of run',
  ],
  'the position is not cleared first': ['runs in a lane, one upon the other', 'what was read of run'],
  'the serial number is not moved': ['runs in a lane, one upon the other', 'the number of names'],
  'the serial number moves after the item': ['runs in a lane, one upon the other', 'what was read of run'],
  'the position before the item': ['runs in a lane, one upon the other', 'what was read of run'],
  'the position before the time': ['runs in a lane, one upon the other', 'what was read of run'],
  'the end says nothing': ['runs in a lane', 'was over before the look'],
  'abort by the item': ['runs in a lane, one upon the other', 'is aborted'],
  'abort of the lane': ['runs in a lane, one upon the other', 'is aborted'],
  'the serial number that ABORT holds': [
    'runs in a lane whose serial number comes to what ABORT holds',
    'run 0 of lane 0 is aborted',
  ],
  'abort without a notification': ['runs that sleep until they are aborted', 'worker sleep for ever'],
  'a wait for a change since now': ['runs that sleep until they are aborted', 'worker sleep for ever'],
  'STOP is not taken back': ['records that are stopped one by one', 'record 3, not stopped'],
  'STOP is taken back whomever it names': ['records that are stopped one by one', 'expected record 2 to be stopped'],
  'STOP as a flag': ['records that are stopped one by one', 'record 1, not stopped'],
  'one STOP for all records': ['records that are stopped while both are open', 'expected record 0 to be stopped'],
};

/** Bugs in what uses the rings: the rules bind it too. */
const foundInUsers: Readonly<Record<string, readonly [make: (rings: Rings) => Scenario, failure: string]>> = {
  'the mark after the run': [
    (rings) => killedWorker(rings, { tasks: 2, limit: 1, then: [], marks: 'after the run' }),
    'wrong end',
  ],
  'the whole batch marked at once': [
    (rings) => killedWorker(rings, { tasks: 2, limit: 2, then: [], marks: 'the whole batch' }),
    'wrong end',
  ],
  'deciding by CLAIM': [
    (rings) => killedWorker(rings, { tasks: 2, limit: 2, then: ['recalls'], decides: 'by CLAIM' }),
    'wrong end',
  ],
  'deciding before the results are drained': [
    (rings) => killedWorker(rings, { tasks: 2, limit: 1, then: [], decides: 'before draining' }),
    'wrong end',
  ],
  'deciding before the exit': [
    (rings) => killedWorker(rings, { tasks: 2, limit: 1, then: [], decides: 'before the exit' }),
    'data race',
  ],
  'HEAD after the results': [
    (rings) => roundTrip(rings, { capacityBytes: 32, tasks: 2, limit: 1, beforeParking: 'publishes, then releases' }),
    'main and worker sleep for ever',
  ],
  'parking with unpublished results': [
    (rings) => roundTrip(rings, { capacityBytes: 64, tasks: 1, limit: 1, beforeParking: 'nothing' }),
    'main sleep for ever',
  ],
  'a result gives back the records of open tasks': [
    (rings) =>
      openTasks(rings, {
        tasks: 5,
        capacityBytes: 64,
        open: 2,
        then: ['publishes', 'publishes'],
        releases: 'what was claimed',
      }),
    'data race',
  ],
  'a lane that is told of a run after it began': [
    (rings) => killedInLane(rings, { runs: [{ lane: 0, position: 8, item: 0 }], begins: 'after the run' }),
    'to be running',
  ],
  'passing over without the doorbell': [
    (rings) =>
      recall(rings, {
        capacityBytes: 32,
        script: ['task', 'recall', 'task'],
        recalled: 'elsewhere',
        limit: 1,
        ringsForPassedOver: false,
      }),
    'main and worker sleep for ever',
  ],
};

/** The faults by which the design of recall was tried when it was made, in its words, and what they are called here. */
const triedBefore: readonly (readonly [fault: string, bug: string])[] = [
  ['claim by plain store', 'claim by plain store'],
  ['failed claim taken as success', 'a failed claim is taken as success'],
  ['failed claim that does not move on', 'a failed claim does not move on'],
  ['recall by load and store', 'recall by load and store'],
  ['failed recall taken as success', 'a failed recall is taken as success'],
  ['TAIL rewound after recall', 'TAIL is rewound after a recall'],
  ['passing over without HEAD', 'passing over without HEAD'],
  ['passing over without the doorbell', 'passing over without the doorbell'],
  ['HEAD stored at the claim', 'HEAD at the claim'],
  ['HEAD stored after the results', 'HEAD after the results'],
  ['mark after the run', 'the mark after the run'],
  ['whole batch marked', 'the whole batch marked at once'],
  ['deciding by CLAIM', 'deciding by CLAIM'],
  ['deciding before draining', 'deciding before the results are drained'],
  ["deciding before 'exit'", 'deciding before the exit'],
  ['messages taken in order without numbers', 'messages taken in order without numbers'],
  ['no recheck', 'no recheck before parking'],
  ['PARKED read before TAIL is stored', 'the flag is read before TAIL is stored'],
  ['sleeping on TAIL', 'sleeping on TAIL'],
  ['sleeping on a word nobody changes', 'sleeping on a word that nobody changes'],
  ['parking with unpublished results', 'parking with unpublished results'],
  ['TAIL before the record', 'publish before write'],
];

function report(bug: string, failure: string | undefined, states: number): void {
  console.log(`caught: ${bug}: ${failure?.slice(0, failure.indexOf('\n'))} (${states} states)`);
}

describe('the explorer catches', () => {
  it('every planted bug', () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(plantedBugs).sort());
  });

  it('every fault that recall was tried by when it was designed', () => {
    const caught = new Set([...Object.keys(found), ...Object.keys(foundInUsers)]);
    expect(triedBefore).toHaveLength(22);
    expect(triedBefore.filter(([, bug]) => !caught.has(bug))).toEqual([]);
  });

  it.each(Object.entries(found))('%s', async (bug, [scenario, expected]) => {
    const rings = await loadRings(bug);
    machine.reset();
    const { failure, states } = explore(scenarios[scenario]!(rings));
    report(bug, failure, states);
    expect(failure).toContain(expected);
  });

  it.each(Object.entries(foundInUsers))('%s', async (bug, [make, expected]) => {
    const rings = await loadRings('none');
    machine.reset();
    const { failure, states } = explore(make(rings));
    report(bug, failure, states);
    expect(failure).toContain(expected);
  });
});

describe('planting a bug', () => {
  it('fails when the text to change is not there, or not once', () => {
    const change = { file: 'ring.ts', find: 'a', replace: 'b' };
    expect(applyChange('cad', change)).toBe('cbd');
    expect(() => applyChange('xyz', change)).toThrow('Expected this once in ring.ts');
    expect(() => applyChange('aa', change)).toThrow('Expected this once in ring.ts');
  });
});
