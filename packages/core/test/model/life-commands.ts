/** What is done to a pool in the lifecycle model: each command does it to the pool, and tells the model. */
import * as fc from 'fast-check';
import { Apply, Broadcast, Probe, StopOne } from './life-calls.ts';
import { Close, JoinEarly, Terminate, Turns } from './life-endings.ts';
import { Imap, Leave } from './life-iterators.ts';
import { MapAll, MapFailFast, MapSettled } from './life-maps.ts';
import { ENDLESS, type Way } from './life-model.ts';
import type { Command } from './life-step.ts';

/** What the pool has that is driven: some of it may be missing in an earlier one. */
export interface Abilities {
  readonly stops: boolean;
  readonly timeouts: boolean;
}

const LIVING: readonly Way[] = ['value', 'value', 'value', 'later', 'later', 'throw', 'throwLater'];
const DYING: readonly Way[] = ['exit', 'exitZero', 'exitLater', 'throwAside'];

const aWay: fc.Arbitrary<Way> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LIVING) },
  { weight: 1, arbitrary: fc.constantFrom(...DYING) },
);

/** In a job whose first failure is told for all its items, and in one that is read in order, most have a value. */
const aCalmWay: fc.Arbitrary<Way> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom<Way[]>('value', 'value', 'value', 'later') },
  { weight: 1, arbitrary: fc.constantFrom<Way[]>('throw', 'throwLater') },
  { weight: 2, arbitrary: fc.constantFrom(...DYING) },
);

/** All commands that a pool with such abilities takes, in any order. */
export function anyCommands({ stops, timeouts }: Abilities): fc.Arbitrary<Iterable<Command>> {
  const ways = fc.array(aCalmWay, { minLength: 1, maxLength: 12 });
  const chunkSize = fc.integer({ min: 1, max: 5 });
  const commands: fc.Arbitrary<Command>[] = [
    aWay.map((way) => new Apply(way, undefined)),
    aWay.map((way) => new Apply(way, undefined)),
    fc.tuple(ways, chunkSize).map(([list, size]) => new MapAll(list, size)),
    fc.tuple(ways, chunkSize).map(([list, size]) => new Imap(list, size)),
    fc.integer({ min: 1, max: 40 }).map((turns) => new Turns(turns)),
    fc.tuple(ways, chunkSize).map(([list, size]) => new MapSettled(list, size)),
    ways.map((list) => new MapFailFast(list)),
    fc.tuple(ways, fc.nat({ max: 6 })).map(([list, after]) => new Leave(list, after)),
    aWay.map((way) => new Broadcast(way)),
    fc.constant(new JoinEarly()),
    fc.constant(new Probe()),
    fc.constantFrom<Command[]>(new Close(), new Terminate(), new Turns(3), new Turns(9), new Turns(27), new Turns(1)),
  ];
  const endless = fc.constantFrom(...ENDLESS);
  const graceMs = fc.constantFrom(0, 0, 3);
  if (timeouts) commands.push(fc.tuple(endless, graceMs).map(([way, millis]) => new Apply(way, 'timeout', millis)));
  if (stops) {
    const by = fc.constantFrom('signal' as const, 'cancel' as const);
    commands.push(
      fc.tuple(fc.oneof(aWay, endless), by, graceMs).map(([way, stopBy, millis]) => new Apply(way, stopBy, millis)),
      fc.nat({ max: 9 }).map((choice) => new StopOne(choice)),
      fc.nat({ max: 9 }).map((choice) => new StopOne(choice)),
    );
  }
  return fc.commands(commands, { maxCommands: 25 });
}
