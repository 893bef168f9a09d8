/** Text that is HTML already. Only `html` and `trusted` make it, so what comes out of a results file is always escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

/** A template in which everything but HTML is escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = parts.map(textOf);
  return new Html(strings.map((string, index) => `${string}${texts[index] ?? ''}`).join(''));
}

/** Takes a text for HTML as it stands: for what a library or this repository wrote. */
export function trusted(text: string): Html {
  return new Html(text);
}

export const NOTHING: Html = trusted('');

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(({ text }) => text).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
