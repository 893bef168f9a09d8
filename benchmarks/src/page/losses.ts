import type { Entry, Panel, PanelRow } from './panel.js';

/** A row in which somebody was better than ours. */
export interface Loss {
  readonly panel: Panel;
  readonly row: string;
  readonly winner: Entry;
  readonly ours: Entry;
}

/** Every row that ours does not win, and who does, the best first. */
export function lossesOf(panels: readonly Panel[]): readonly Loss[] {
  return panels.flatMap((panel) => panel.rows.flatMap((row) => lossesIn(panel, row)));
}

function lossesIn(panel: Panel, { row, entries }: PanelRow): readonly Loss[] {
  const ours = entries.find(({ standing }) => standing === 'ours');
  if (ours === undefined) return [];
  const winners = entries
    .filter(({ standing }) => standing === 'ahead')
    .sort((one, other) => advantageOf(one) - advantageOf(other));
  return winners.map((winner) => ({ panel, row, winner, ours }));
}

function advantageOf({ oursAgainstIt }: Entry): number {
  return oursAgainstIt?.median ?? Number.POSITIVE_INFINITY;
}
