import { numberLanes } from './atomics-ring-number-lanes.js';
import { parkedRoundTripLane } from './atomics-ring-parked-lane.js';
import { copyingRecordLanes, recordLanes } from './atomics-ring-record-lanes.js';
import type { Lane, LaneName, Lanes } from './lane.js';
import { ringbufByteLanes, ringbufCallbackLanes, ringbufLanes, ringbufWordLanes } from './ringbuf-lanes.js';

/** The rings of S10 that run in Node, each with its settings: different calls of one library for one purpose. */
export const IMPLEMENTATIONS: Readonly<Record<string, Readonly<Record<string, Lanes>>>> = {
  'atomics-ring': {
    default: { ...numberLanes, ...recordLanes, 'round trip, parked': parkedRoundTripLane },
    'records copied out': copyingRecordLanes,
  },
  'ringbuf.js': {
    default: { ...ringbufLanes, ...ringbufByteLanes },
    'written by callback': ringbufCallbackLanes,
    'records as words': ringbufWordLanes,
  },
};

/** Implementation and setting of everybody who has this lane. */
export function ownersOf(lane: LaneName): readonly { readonly contender: string; readonly setting: string }[] {
  return Object.entries(IMPLEMENTATIONS).flatMap(([contender, settings]) =>
    Object.entries(settings)
      .filter(([, lanes]) => lanes[lane] !== undefined)
      .map(([setting]) => ({ contender, setting })),
  );
}

export function laneOf(contender: string, setting: string, lane: LaneName): Lane {
  const found = IMPLEMENTATIONS[contender]?.[setting]?.[lane];
  if (found === undefined) throw new RangeError(`Expected a lane of a ring, got ${contender} (${setting}), ${lane}.`);
  return found;
}
