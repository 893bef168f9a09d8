const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** A number as it stands in a table: three significant digits. */
export function shortNumber(value: number): string {
  return NUMBER.format(value);
}

/** A table in Markdown whose columns stand straight in a terminal too. The first column is aligned left, the others right. */
export function formatTable(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...lines.map((line) => (line[column] ?? '').length)),
  );
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [header, rule, ...lines].map((line) => formatLine(line, widths)).join('\n');
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  const padded = widths.map((width, column) => {
    const text = cells[column] ?? '';
    return column === 0 ? text.padEnd(width) : text.padStart(width);
  });
  return `| ${padded.join(' | ')} |`;
}
