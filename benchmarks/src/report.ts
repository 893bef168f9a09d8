import { BARS } from './bars.js';
import { barName, barsSentence, comparedWith, wanted } from './bar-text.js';
import { caveatsOf } from './caveats.js';
import { columnsOf } from './columns.js';
import { costFigures, costsToldOf, costTitles } from './cost-columns.js';
import type { MetricName } from './metric.js';
import { METRICS } from './metric.js';
import type { Results, Sample } from './results.js';
import { groupSamples, metricsOf, readingsOf } from './results.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { summarize } from './statistics.js';
import { formatTable, shortNumber } from './table.js';
import type { Verdict } from './verdict.js';
import { bestSamples, judge } from './verdict.js';

/** The whole report in Markdown: every scenario at everybody's best setting, then the bars. */
export function reportMarkdown(results: Results): string {
  const parts = SCENARIOS.filter(({ id }) => results.samples.some((sample) => sample.scenario === id)).map(
    ({ id, title }) => `**${id}: ${title}**\n\n${scenarioTable(results, id)}\n\n${settingsLine(results, id)}`.trimEnd(),
  );
  const judged = judge(BARS, results).filter(({ state }) => state !== 'not measured');
  return [
    origin(results),
    ...caveatsOf(results),
    ...parts,
    barsIntroduction(judged),
    barsTable(judged),
    ...remarks(results),
  ].join('\n\n');
}

/** Every sample of one row, for the terminal: all settings with their spread, and what they cost. */
export function rowTable(samples: readonly Sample[]): string {
  const metrics = metricsOf(samples);
  const costs = costsToldOf(samples);
  const units = metrics.flatMap((metric) => [METRICS[metric].unit, 'spread']);
  const cells = groupSamples(samples, ({ contender, setting }) => `${contender}\n${setting}`);
  const lines = cells.map((own) => {
    const names = [own[0]?.contender ?? '', own[0]?.setting ?? ''];
    const figures = metrics.flatMap((metric) => medianAndSpread(own, metric));
    return names.concat(figures, String(own.length), costFigures(own, costs));
  });
  return formatTable(['contender', 'setting', ...units, 'samples', ...costTitles(costs)], lines);
}

function medianAndSpread(samples: readonly Sample[], metric: MetricName): readonly string[] {
  const summary = summarize(readingsOf(samples, metric));
  return summary === undefined ? ['–', '–'] : [shortNumber(summary.median), `± ${shortNumber(summary.spread)}`];
}

/** One line per row and metric, one column per contender: the median at its best setting. */
function scenarioTable(results: Results, scenario: string): string {
  const samples = results.samples.filter((sample) => sample.scenario === scenario);
  const columns = columnsOf(samples);
  const lines = groupSamples(samples, ({ row }) => row).flatMap((row) =>
    metricsOf(row).map((metric) => {
      const figures = columns.map((column) => medianText(column.pick(row, metric), metric));
      return [`${row[0]?.row ?? ''}, ${METRICS[metric].unit}`].concat(figures);
    }),
  );
  return formatTable(['', ...columns.map(({ title }) => title)], lines);
}

function barsIntroduction(verdicts: readonly Verdict[]): string {
  const meaning =
    'A bar is what is wanted of ours against another: the median ratio of the pairs, above 1 where ours is better.';
  return `**Bars.** ${barsSentence(verdicts)} ${meaning}`;
}

/** How each bar was judged, with the numbers. */
function barsTable(verdicts: readonly Verdict[]): string {
  return formatTable(
    ['bar', 'compared with', 'wanted', 'measured', 'from', 'to', 'pairs', 'verdict'],
    verdicts.map((verdict) => [
      barName(verdict.bar),
      comparedWith(verdict.bar),
      wanted(verdict.bar),
      ...outcome(verdict),
    ]),
  );
}

/** One missed bar in a sentence. */
export function missedBarText(verdict: Verdict): string {
  const { bar } = verdict;
  const got = 'ratio' in verdict ? `${shortNumber(verdict.ratio.median)} ×` : verdict.reason;
  return `${barName(bar)}: expected ${bar.subject} to reach ${wanted(bar)} × ${comparedWith(bar)}, got ${got}.`;
}

function medianText(samples: readonly Sample[], metric: MetricName): string {
  const summary = summarize(readingsOf(samples, metric));
  return summary === undefined ? '–' : shortNumber(summary.median);
}

/** The settings that were best, where that is not the default. */
function settingsLine(results: Results, scenario: string): string {
  const rows = groupSamples(
    results.samples.filter((sample) => sample.scenario === scenario),
    ({ row }) => row,
  );
  const names = rows.flatMap((row) =>
    groupSamples(row, ({ contender }) => contender).flatMap((own) => {
      const [metric] = metricsOf(own);
      const best = metric === undefined ? undefined : bestSamples(row, own[0]?.contender ?? '', metric)[0];
      return best === undefined || best.setting === 'default'
        ? []
        : [`${best.contender} “${best.setting}” (${best.row})`];
    }),
  );
  return names.length === 0 ? '' : `Best settings other than the default: ${names.join('; ')}.`;
}

function origin({ date, effort, machine }: Results): string {
  const { processor, cores, node, commit, packages } = machine;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `Measured ${date.slice(0, 10)} on ${cores} cores of ${processor}, Node ${node}, commit ${commit}, ${effort} run.`,
    `Medians; ${versions.join(', ')}.`,
  ].join(' ');
}

function remarks({ leftOut, failures }: Results): readonly string[] {
  const failed = failures.map(
    ({ scenario, row, contender, setting, message }) =>
      `Not measured: ${scenario}, ${row}, ${contender} (${setting}): ${message.split('\n')[0] ?? ''}`,
  );
  return [...leftOut, ...failed];
}

function outcome(verdict: Verdict): readonly string[] {
  if (!('ratio' in verdict)) return ['–', '–', '–', '0', `${verdict.state}, see below`];
  const { ratio, state, reachesGoal, bar } = verdict;
  const goal =
    bar.goal === undefined ? '' : `, goal ${shortNumber(bar.goal)} ${reachesGoal ? 'reached' : 'not reached'}`;
  return [ratio.median, ratio.min, ratio.max].map(shortNumber).concat(String(ratio.count), `${state}${goal}`);
}
