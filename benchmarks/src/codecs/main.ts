/** `pnpm bench:codecs`: how fast values are turned into bytes and back, by our codec and by others. */
import { parseArgs } from 'node:util';
import { formatTable, shortNumber } from '../table.js';
import { allCodecs, REFERENCE } from './codecs.js';
import { codecValues } from './codec-values.js';
import { type CodecEffort, type CodecRate, measureCodecs } from './measure-codecs.js';

const FULL: CodecEffort = { rounds: 9, sampleMillis: 20 };
const QUICK: CodecEffort = { rounds: 3, sampleMillis: 5 };

/** Thousands of copies per second with their spread, and how many times the reference's that is. */
function ratesTable(rates: readonly CodecRate[]): string {
  const codecs = [...new Set(rates.map(({ codec }) => codec))];
  const titles = [...new Set(rates.map(({ value }) => value))];
  const lines = titles.map((title) => {
    const row = rates.filter(({ value }) => value === title);
    return [title, ...codecs.map((name) => rateText(row, name))];
  });
  return formatTable(['thousand copies/s', ...codecs], lines);
}

function rateText(row: readonly CodecRate[], name: string): string {
  const rate = row.find(({ codec }) => codec === name);
  const reference = row.find(({ codec }) => codec === REFERENCE);
  if (rate === undefined || reference === undefined) return '–';
  const percent = (100 * rate.spread) / rate.median;
  return `${shortNumber(rate.median / 1_000)} ±${percent.toFixed(0)} % (${shortNumber(rate.median / reference.median)}×)`;
}

try {
  const options = { quick: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  const rates = measureCodecs(codecValues(), await allCodecs(), values.quick === true ? QUICK : FULL);
  console.log(values.json === true ? JSON.stringify(rates, undefined, 2) : ratesTable(rates));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
