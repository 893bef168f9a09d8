import type { Lanes } from './lane.js';

export const numberLanes: Lanes = {};
