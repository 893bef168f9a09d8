import type { ChaosSummary } from './chaos.js';
import { SETTLED_NAMES } from './ledger.js';

/** What the resident size may grow by after the warm-up: an allocator keeps what freed threads leave in pieces. */
const MOST_RESIDENT_GROWTH_MB = 96;
/** What this thread holds is exact, but for what the engine keeps of compiled code. */
const MOST_HELD_GROWTH_MB = 12;

/** Everything that is wrong with a run, in words; empty when nothing is. */
export function failuresOf(summary: ChaosSummary): string[] {
  const { memory, before, after } = summary;
  const failures = [...summary.texts];
  const faults = Object.values(summary.faults).reduce((sum, count) => sum + count, 0);
  if (faults > failures.length) failures.push(`and ${faults - failures.length} faults more`);
  if (memory !== undefined && memory.residentGrowthMb > MOST_RESIDENT_GROWTH_MB)
    failures.push(`the resident size grew by ${memory.residentGrowthMb.toFixed(1)} MB after the warm-up`);
  if (memory !== undefined && memory.heldGrowthMb > MOST_HELD_GROWTH_MB)
    failures.push(`this thread's heap and buffers grew by ${memory.heldGrowthMb.toFixed(1)} MB after the warm-up`);
  if (before !== undefined && after !== undefined) {
    if (after.threads !== before.threads)
      failures.push(`there were ${before.threads} threads before, and ${after.threads} after`);
    if (after.descriptors !== before.descriptors)
      failures.push(`there were ${before.descriptors} descriptors before, and ${after.descriptors} after`);
  }
  return failures;
}

/** One line while a run goes on. */
export function progressLine(summary: ChaosSummary, tasks: number, seconds: number): string {
  const { rounds, deaths, stops, lives, residentMb } = summary;
  const done = `${number(summary.tasks)} of ${number(tasks)} tasks in ${rounds} pools`;
  const ends = `${number(deaths)} deaths, ${number(stops)} stopped, ${number(lives)} workers`;
  return `${seconds.toFixed(0).padStart(4)} s  ${done}, ${ends}, ${residentMb.toFixed(0)} MB`;
}

/** What a run came to, in lines. */
export function summaryLines(summary: ChaosSummary, seconds: number): string[] {
  const { faults, memory, before, after } = summary;
  const outcomes = [...summary.settled].filter(([, count]) => count > 0);
  const lines = [
    `${number(summary.tasks)} tasks in ${number(summary.rounds)} pools in ${seconds.toFixed(1)} s`,
    `${number(summary.deaths)} workers died by their own hand, ${number(summary.stops)} tasks were stopped, ${number(summary.lives)} workers lived`,
    `settled: ${outcomes.map(([how, count]) => `${SETTLED_NAMES.get(how)} ${number(count)}`).join(', ')}`,
    `lost ${faults.lost}, settled twice ${faults.settledTwice}, run twice ${faults.ranTwice}, wrong ${faults.wrong}, unexplained ${faults.unexplained}`,
  ];
  if (memory !== undefined)
    lines.push(
      `memory after the warm-up: resident ${signed(memory.residentGrowthMb)} MB, to ${memory.residentMb.toFixed(0)} MB; heap and buffers ${signed(memory.heldGrowthMb)} MB`,
    );
  if (before !== undefined && after !== undefined)
    lines.push(
      `threads ${before.threads} before and ${after.threads} after, descriptors ${before.descriptors} and ${after.descriptors}, besides ${after.moduleFiles} of modules that stopped workers were reading`,
    );
  return lines;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
