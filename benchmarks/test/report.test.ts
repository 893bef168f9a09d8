import { expect, test } from 'vitest';
import { reportMarkdown, rowTable } from '../src/report.js';
import { rates, resultsOf, samplesAt } from './sample-builder.js';

const SAMPLES = [
  ...samplesAt('S1/1 worker/ringpool/default', ...rates(4_000_000, 4_400_000, 4_200_000)),
  ...samplesAt('S1/1 worker/piscina/default', ...rates(20_000, 21_000, 22_000)),
  ...samplesAt('S1/1 worker/piscina/16 tasks, sync', ...rates(100_000, 110_000, 120_000)),
  ...samplesAt('S1/1 worker/in-process/default', ...rates(8_000_000, 8_000_000, 8_000_000)),
];

test('shows every setting of a row with its spread', () => {
  expect(rowTable(SAMPLES)).toBe(
    [
      '| contender  |        setting |   tasks/s |    spread | samples |',
      '| ---------- | -------------: | --------: | --------: | ------: |',
      '| ringpool   |        default | 4,200,000 | ± 200,000 |       3 |',
      '| piscina    |        default |    21,000 |   ± 1,000 |       3 |',
      '| piscina    | 16 tasks, sync |   110,000 |  ± 10,000 |       3 |',
      '| in-process |        default | 8,000,000 |       ± 0 |       3 |',
    ].join('\n'),
  );
});

test('shows beside the figures what they cost, as far as it was told', () => {
  const costs = [0.25, 0.35, 0.3].map((mainCpuUsPerTask) => ({ mainCpuUsPerTask, peakMemoryMb: 80 }));
  const ours = samplesAt('S1/1 worker/ringpool/default', ...rates(4, 5, 6));
  const samples = [
    ...ours.map((sample, index) => ({ ...sample, costs: costs[index]! })),
    ...samplesAt('S1/1 worker/Python Pool/default', ...rates(1)),
  ];
  expect(rowTable(samples)).toBe(
    [
      '| contender   | setting | tasks/s | spread | samples | main CPU µs/task | peak MB |',
      '| ----------- | ------: | ------: | -----: | ------: | ---------------: | ------: |',
      '| ringpool    | default |       5 |    ± 1 |       3 |              0.3 |      80 |',
      '| Python Pool | default |       1 |    ± 0 |       1 |                – |       – |',
    ].join('\n'),
  );
});

test('reports the best settings, the default beside them, and every bar that was judged', () => {
  expect(reportMarkdown(resultsOf(SAMPLES))).toMatchInlineSnapshot(`
    "Measured 2026-01-02 on 2 cores of Example CPU, Node 20.20.2, commit 0123456789ab, full run. Medians; ringpool 0.1.0, piscina 5.3.2.

    **S1: tiny tasks, own promise each, 256 in flight**

    |                   |  ringpool | piscina | piscina, default | in-process |
    | ----------------- | --------: | ------: | ---------------: | ---------: |
    | 1 worker, tasks/s | 4,200,000 | 110,000 |           21,000 |  8,000,000 |

    Best settings other than the default: piscina “16 tasks, sync” (1 worker).

    **Bars.** Of the 3 bars that were judged, 3 are met and 0 are missed. A bar is what is wanted of ours against another: the median ratio of the pairs, above 1 where ours is better.

    | bar                  |    compared with | wanted | measured | from |   to | pairs |                  verdict |
    | -------------------- | ---------------: | -----: | -------: | ---: | ---: | ----: | -----------------------: |
    | S1 1 worker, tasks/s |          piscina |   ≥ 40 |       40 |   35 |   40 |     3 | met, goal 60 not reached |
    | S1 1 worker, tasks/s | piscina, default |  ≥ 150 |      200 |  191 |  210 |     3 |                      met |
    | S1 1 worker, tasks/s |       in-process | ≥ 0.35 |    0.525 |  0.5 | 0.55 |     3 |    met, goal 0.5 reached |"
  `);
});

test('says what was left out, what failed, and that the machine was busy', () => {
  const results = resultsOf(SAMPLES);
  const failure = { ...SAMPLES[0]!, round: 0, message: 'It hung.\nsomewhere' };
  const report = reportMarkdown({
    ...results,
    machine: { ...results.machine, loadBefore: 2.34567 },
    leftOut: ['The C++ reference is left out.'],
    failures: [failure],
  });
  expect(report).toContain('The machine was not idle before the run: load 2.35.');
  expect(report).toContain('The C++ reference is left out.');
  expect(report).toContain('Not measured: S1, 1 worker, ringpool (default): It hung.');
  expect(report).not.toContain('somewhere');
});
