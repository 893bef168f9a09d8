/** On which weekday are flights late? Quantiles of three million delays, read and counted on one thread and then by a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { sharedArray } from 'ringpool';
import type { Pool } from 'ringpool';
import { quantile } from './data/interval.js';
import { countedQuantile } from './flights/counted-quantile.js';
import { delayChart } from './flights/delay-chart.js';
import { countsOfAll, delayTable, PROBABILITIES } from './flights/delay-table.js';
import { loadFlightTable } from './flights/flight-table.js';
import * as kernel from './flights/flights-kernel.js';
import type { ReadTask } from './flights/flights-kernel.js';
import { printComparison, sameBits } from './program/comparison.js';
import { printCheck } from './program/known-answer.js';
import { positiveInteger } from './program/positive-integer.js';
import { saveChart } from './program/save-chart.js';
import { sideBySide } from './program/side-by-side.js';

/** Few blocks: the counts of each come back as a copy of 50 kB, and are added up here. */
const FLIGHTS_PER_BLOCK = 2 ** 18;

interface Columns {
  readonly delays: Int16Array;
  readonly weekdays: Int16Array;
}

interface CountedFlights extends Columns {
  readonly counts: Int32Array;
}

const { values: options } = parseArgs({
  options: {
    groups: { type: 'string', default: '11' },
    out: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const workers = positiveInteger('workers', options.workers);
const table = await loadFlightTable(positiveInteger('groups', options.groups));
const { rows, lowestDelay: lowest, highestDelay: highest } = table;
const bins = highest - lowest + 1;
console.log(`${rows} flights\n`);

const { onOneThread, onThePool, ...times } = await sideBySide({
  module: new URL('./flights/flights-kernel.js', import.meta.url),
  workers,
  async onOneThread() {
    const columns = emptyColumns();
    for (const task of tasksFor(columns)) await kernel.readColumn(task);
    return { ...columns, counts: kernel.countDelays(columns.delays, 0, columns.weekdays, lowest, bins) };
  },
  async onThePool(pool: Pool<typeof kernel>) {
    const { delays, weekdays } = emptyColumns();
    await pool.map('readColumn', tasksFor({ delays, weekdays }), { chunkSize: 1 });
    const counts = await pool.reduce('countDelays', delays, {
      args: [weekdays, lowest, bins],
      combine: kernel.addCounts,
      grain: FLIGHTS_PER_BLOCK,
    });
    return { delays, weekdays, counts };
  },
});

const all = countsOfAll({ counts: onThePool.counts, lowest, bins });
console.log('Arrival delay in minutes: so many percent of the flights were no later\n');
console.log(delayTable({ counts: onThePool.counts, lowest, bins }));
console.log();
await saveChart(options.out, () => delayChart(all, lowest));
const sorted = onThePool.delays.slice().sort();
printCheck({ what: 'earliest flight, as the file says', computed: sorted[0]!, known: lowest });
printCheck({ what: 'latest flight, as the file says', computed: sorted.at(-1)!, known: highest });
for (const probability of PROBABILITIES) {
  printCheck({
    what: `${100 * probability} % quantile, as by sorting`,
    computed: countedQuantile(all, lowest, probability),
    known: quantile(sorted, probability),
  });
}
printComparison({ identical: sameFlights(onOneThread, onThePool), ...times, workers });

function emptyColumns(): Columns {
  return { delays: sharedArray(Int16Array, rows), weekdays: sharedArray(Int16Array, rows) };
}

/** A task for each column of each group of rows: some 30 ms. */
function tasksFor({ delays, weekdays }: Columns): ReadTask[] {
  const { bytes } = table;
  return table.groups.flatMap((group) => [
    { bytes, ...group, column: 'delay' as const, target: delays },
    { bytes, ...group, column: 'date' as const, target: weekdays },
  ]);
}

function sameFlights(a: CountedFlights, b: CountedFlights): boolean {
  return sameBits(a.delays, b.delays) && sameBits(a.weekdays, b.weekdays) && sameBits(a.counts, b.counts);
}
