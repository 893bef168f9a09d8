import { numberLanes, stagedNumberLanes } from './atomics-ring-number-lanes.js';
import { parkedRoundTripLane } from './atomics-ring-parked-lane.js';
import { copyingRecordLanes, inPlaceRecordLanes, recordLanes } from './atomics-ring-record-lanes.js';
import type { Lane, LaneName, Lanes } from './lane.js';
import { ringbufCallbackLanes, ringbufNumberLanes } from './ringbuf-number-lanes.js';
import { ringbufRecordLanes } from './ringbuf-record-lanes.js';
import { byteStreamLanes, wordStreamLanes } from './ringbuf-stream-lanes.js';

/** The rings of S10 that run in Node, each with its settings: different calls of one library for one purpose. */
const IMPLEMENTATIONS: Readonly<Record<string, Readonly<Record<string, Lanes>>>> = {
  'atomics-ring': {
    default: { ...numberLanes, ...recordLanes, 'round trip, parked': parkedRoundTripLane },
    'numbers staged': stagedNumberLanes,
    'records written in place': inPlaceRecordLanes,
    'records copied out': copyingRecordLanes,
  },
  'ringbuf.js': {
    default: { ...ringbufNumberLanes, ...ringbufRecordLanes },
    'written by callback': ringbufCallbackLanes,
  },
  'ringbuf.js, no frames': {
    default: byteStreamLanes,
    'as words': wordStreamLanes,
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
