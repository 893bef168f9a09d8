/** Something computed, and what it must be. The two may differ by `tolerance`; by nothing unless given. */
export interface KnownAnswer {
  readonly what: string;
  readonly computed: number;
  readonly known: number;
  readonly tolerance?: number;
}

/** Prints whether a known answer was met, and makes the process fail if not. */
export function printCheck({ what, computed, known, tolerance = 0 }: KnownAnswer): void {
  const isMet = Math.abs(computed - known) <= tolerance;
  const around = tolerance === 0 ? '' : ` ± ${tolerance}`;
  console.log(`check: ${what}: ${computed}, known: ${known}${around}: ${isMet ? 'yes' : 'no'}`);
  if (!isMet) process.exitCode = 1;
}
