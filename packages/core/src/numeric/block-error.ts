import { withProperty, withTaskIndex } from '../map-job.js';
import { type BlockEdges, blockRange } from './block-edges.js';

/** Marks an error with the number of its block, as `taskIndex`, and with the block's range, as `blockRange`; where it is an object that takes them. */
export function markBlock(error: unknown, edges: BlockEdges, block: number): unknown {
  return withTaskIndex(withProperty(error, 'blockRange', blockRange(edges, block)), block);
}
