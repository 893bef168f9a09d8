import type { Theme } from '../contract-case.js';
import { arrays } from './arrays.js';
import { broadcast } from './broadcast.js';
import { calls } from './calls.js';
import { deaths } from './deaths.js';
import { errors } from './errors.js';
import { figures } from './figures.js';
import { handles } from './handles.js';
import { iteratorErrors } from './iterator-errors.js';
import { iterators } from './iterators.js';
import { life } from './life.js';
import { mapErrors } from './map-errors.js';
import { maps } from './maps.js';
import { movedValues } from './moved-values.js';
import { queueLimit } from './queue-limit.js';
import { recycling } from './recycling.js';
import { signals } from './signals.js';
import { start } from './start.js';
import { syncCalls } from './sync-calls.js';
import { timeLimits } from './time-limits.js';
import { values } from './values.js';

/** All there is to show of a pool, from what everybody uses to what few do. */
export const THEMES: readonly Theme[] = [
  calls,
  maps,
  ...mapErrors,
  ...iterators,
  ...iteratorErrors,
  handles,
  errors,
  ...values,
  movedValues,
  ...signals,
  timeLimits,
  queueLimit,
  ...deaths,
  ...start,
  ...recycling,
  syncCalls,
  broadcast,
  ...arrays,
  ...figures,
  ...life,
];
