import * as Plot from '@observablehq/plot';

/** The part of the delays that a picture can show, in minutes. */
const FROM = -60;
const TO = 180;

/** A histogram of delays, a bar for each minute; `counts[i]` flights were `lowest + i` minutes late. */
export function delayChart(counts: Int32Array, lowest: number): Plot.PlotOptions {
  const bars = Array.from(counts, (flights, bin) => ({ minutes: lowest + bin, flights }));
  const shown = bars.filter(({ minutes }) => minutes >= FROM && minutes <= TO);
  return {
    width: 720,
    height: 300,
    marginLeft: 56,
    x: { label: 'arrival delay in minutes' },
    y: { label: 'flights', grid: true },
    marks: [
      Plot.rectY(shown, {
        x1: ({ minutes }) => minutes - 0.5,
        x2: ({ minutes }) => minutes + 0.5,
        y: 'flights',
        fill: 'steelblue',
      }),
      Plot.ruleY([0]),
    ],
  };
}
