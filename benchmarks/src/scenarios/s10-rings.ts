import { peakMemoryMb } from '../costs.js';
import type { Readings } from '../metric.js';
import { ownersOf } from '../rings/implementations.js';
import type { LaneName } from '../rings/lane.js';
import { LANE_NAMES } from '../rings/lane.js';
import { compileReference, REFERENCE, referencePerSecond, referenceSettings } from '../rings/reference.js';
import { transfersPerSecond } from '../rings/two-threads.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';

const TARGET_MS: Readonly<Record<Effort, number>> = { quick: 60, full: 600 };

/** Enough that the loops are compiled when a run counts, even where the clock alone would let the first one pass. */
const FIRST_VALUES = 65_536;
const FIRST_ROUND_TRIPS = 1_024;

let canRunReference = false;

/** The rings alone, between two threads: no pool, no promise. */
export const rings: Scenario = {
  id: 'S10',
  title: 'the rings alone, two threads',
  rows: () => LANE_NAMES.map((name) => ({ name, metric: isRoundTrip(name) ? 'roundTripUs' : 'transfersPerSecond' })),
  cells,
  measure,
  prepare: async () => {
    const leftOut = await compileReference();
    canRunReference = leftOut.length === 0;
    return leftOut;
  },
};

function cells(row: Row): readonly Cell[] {
  const lane = laneNamed(row.name);
  const native = canRunReference ? referenceSettings(lane) : [];
  const owners = [...ownersOf(lane), ...native.map((setting) => ({ contender: REFERENCE, setting }))];
  return owners.map(({ contender, setting }) => ({ scenario: 'S10', row: row.name, contender, setting }));
}

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const lane = laneNamed(cell.row);
  const targetMs = TARGET_MS[effort];
  const lengths = { firstCount: isRoundTrip(lane) ? FIRST_ROUND_TRIPS : FIRST_VALUES, targetMs };
  if (cell.contender === REFERENCE)
    return { readings: readings(lane, await referencePerSecond(lane, cell.setting, targetMs)) };
  const perSecond = await transfersPerSecond(cell.contender, cell.setting, lane, lengths);
  // Both threads spin, and no event loop turns: of the costs, memory is all that says anything.
  return { readings: readings(lane, perSecond), costs: { peakMemoryMb: peakMemoryMb() } };
}

function readings(lane: LaneName, perSecond: number): Readings {
  return isRoundTrip(lane) ? { roundTripUs: 1e6 / perSecond } : { transfersPerSecond: perSecond };
}

function isRoundTrip(lane: LaneName): boolean {
  return lane.startsWith('round trip');
}

function laneNamed(name: string): LaneName {
  const lane = LANE_NAMES.find((candidate) => candidate === name);
  if (lane === undefined) throw new RangeError(`Expected a lane out of ${LANE_NAMES.join('; ')}, got ${name}.`);
  return lane;
}
