/** `pnpm chaos`: ends with code 0 when every task was settled once and as it should be. */
import { runChaos } from './chaos.js';
import { type Options, parseOptions, USAGE } from './options.js';
import { failuresOf, progressLine, summaryLines } from './report.js';

const LINE_EVERY_MILLIS = 3000;

/** A process that is still there so long after its end is held by something. */
const LINGERS_AFTER_MILLIS = 10_000;

async function main(options: Options): Promise<void> {
  console.log(`chaos: --seed ${options.seed} --tasks ${options.tasks} --deaths ${options.deaths}`);
  const start = performance.now();
  let nextLine = start + LINE_EVERY_MILLIS;
  const summary = await runChaos({
    ...options,
    onRound: (soFar) => {
      const now = performance.now();
      if (now < nextLine) return;
      nextLine = now + LINE_EVERY_MILLIS;
      console.log(progressLine(soFar, options.tasks, (now - start) / 1000));
    },
  });
  const failures = failuresOf(summary);
  for (const line of summaryLines(summary, (performance.now() - start) / 1000)) console.log(line);
  for (const failure of failures) console.error(failure);
  console.log(failures.length === 0 ? 'chaos: passed' : 'chaos: FAILED');
  if (failures.length > 0) process.exitCode = 1;
  if (summary.isStuck) process.exit(1);
  watchTheEnd();
}

/** Does not hold the process itself. */
function watchTheEnd(): void {
  setTimeout(() => {
    console.error(`the process does not end by itself: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, LINGERS_AFTER_MILLIS).unref();
}

try {
  await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  const isMisuse = error instanceof TypeError || error instanceof RangeError;
  console.error(isMisuse ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
}
