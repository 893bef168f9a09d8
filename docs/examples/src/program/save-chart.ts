import { writeFile } from 'node:fs/promises';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Draws a chart and writes it as an SVG file, if a path is given. */
export async function saveChart(path: string | undefined, chart: () => Plot.PlotOptions): Promise<void> {
  if (path === undefined) return;
  await writeFile(path, svgOf(chart()));
  console.log(`picture: ${path}`);
}

/** Draws a chart as a document of its own, on white. */
export function svgOf(chart: Plot.PlotOptions): string {
  const { document } = parseHTML('<html></html>');
  const svg = Plot.plot({ ...chart, style: { background: 'white', color: 'black' }, document: document as never });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}
