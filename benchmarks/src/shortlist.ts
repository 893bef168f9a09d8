import { timesBetter } from './metric.js';
import type { Sample } from './results.js';
import { medianReading } from './results.js';
import type { Cell, Row } from './scenario.js';

/** A setting this much worse than its contender's best will not become the best by another sample. */
const CLOSE_ENOUGH = 0.7;

/**
 * The cells worth another round. A contender counts with its best setting, so its clearly slower ones are not measured again; but
 * its default stays, because that is quoted as well.
 */
export function shortlist(row: Row, cells: readonly Cell[], samples: readonly Sample[]): readonly Cell[] {
  return cells.filter((cell) => {
    if (cell.setting === 'default') return true;
    const own = medianReading(samples, cell, row.metric);
    if (own === undefined) return false;
    return cells
      .filter((other) => other.contender === cell.contender)
      .every((other) => {
        const rival = medianReading(samples, other, row.metric);
        return rival === undefined || timesBetter(own, rival, row.metric) >= CLOSE_ENOUGH;
      });
  });
}
