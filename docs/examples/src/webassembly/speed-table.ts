/** One way to do the work, and how long it took. */
export interface Way {
  readonly name: string;
  readonly elapsedMs: number;
}

/** A line for each way, with its speed beside that of the first. */
export function speedTable(ways: readonly Way[], distances: number): string {
  const widest = Math.max(...ways.map(({ name }) => name.length));
  const lines = ways.map(({ name, elapsedMs }) => {
    const perSecond = (distances / 1e3 / elapsedMs).toFixed(0).padStart(6);
    const times = (ways[0]!.elapsedMs / elapsedMs).toFixed(2).padStart(6);
    return `${name.padEnd(widest)}  ${(elapsedMs / 1000).toFixed(2).padStart(5)} s  ${perSecond} million/s  ${times} ×`;
  });
  return lines.join('\n');
}
