import { types } from 'node:util';
import { encodeAlone } from '../encode-alone.js';
import { MAX_BLOCK_VALUES } from '../transport/task-record.js';
import { ARGUMENTS_AT } from './block-message.js';

/** Of those that are not encoded: as many as the header of a record can count. */
const MOST_VALUES = MAX_BLOCK_VALUES - ARGUMENTS_AT;

/** The user's arguments in a record of blocks. */
export interface BlockArguments {
  readonly values: readonly unknown[];
  /** So many are encoded in the one value that stands for them; 0: the values are the arguments themselves. */
  readonly encoded: number;
}

/**
 * No block is to see what another does to an argument, whatever travels in one record. So arguments are encoded here, once, for each block to decode its own; but where
 * all are what no kernel can change for itself alone, shared arrays and primitive values, one decoded list serves all blocks. Throws `SerializationError`.
 */
export function blockArguments(args: readonly unknown[]): BlockArguments {
  if (args.length <= MOST_VALUES && args.every(servesAll)) return { values: args, encoded: 0 };
  return { values: [encodeAlone(args, 'args')], encoded: args.length };
}

function servesAll(value: unknown): boolean {
  if (typeof value === 'object' && value !== null)
    return types.isSharedArrayBuffer(ArrayBuffer.isView(value) ? value.buffer : value);
  return typeof value !== 'function' && typeof value !== 'symbol';
}
