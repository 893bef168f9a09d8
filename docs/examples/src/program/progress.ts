import cliProgress from 'cli-progress';

/** Shows how far a piece of work is. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

const PLAIN_STEPS = 4;

/** Starts a progress bar on a terminal. Elsewhere, in a file or a pipe, a few plain lines say the same. */
export function startProgress(label: string, total: number): Progress {
  return process.stdout.isTTY ? startBar(label, total) : startPlainLines(label, total);
}

function startBar(label: string, total: number): Progress {
  const bar = new cliProgress.SingleBar(
    {
      stream: process.stdout,
      format: `${label.padEnd(13)} {bar} {percentage} %  {duration_formatted} gone, {eta_formatted} to go`,
      hideCursor: true,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

function startPlainLines(label: string, total: number): Progress {
  let printedSteps = 0;
  return {
    update(done) {
      const steps = Math.floor((done / total) * PLAIN_STEPS);
      if (steps > printedSteps) console.log(`${label.padEnd(13)} ${Math.round((steps / PLAIN_STEPS) * 100)} %`);
      printedSteps = steps;
    },
    stop() {},
  };
}
