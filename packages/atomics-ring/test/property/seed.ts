/** The seed of this run's random operations, printed so that `RINGPOOL_SEED=…` can repeat them. */
export function printedSeed(suite: string): number {
  const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
  console.log(`${suite}: RINGPOOL_SEED=${seed}`);
  return seed;
}
