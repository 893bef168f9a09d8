import { fencesOf, parseMarkdown } from './markdown.mjs';

/**
 * The programs in our pages. A fenced block marked as TypeScript or JavaScript is a program and is run, unless
 *
 * - its first line is `// file: kernels.js`: then it is a file that lies beside every later program of that page, until a block of
 *   the same name takes its place; `main` (`// file: main.cjs`) is a program whose name matters;
 * - its fence line says `no-run` and a reason in words.
 *
 * A block `text output` right after a program is what that program must print.
 */

/** @typedef {import('./markdown.mjs').Fence} Fence */
/** @typedef {{ name: string, code: string }} SnippetFile */

/**
 * @typedef {object} Program
 * @property {string} page
 * @property {number} line of the block's fence
 * @property {SnippetFile} main
 * @property {readonly SnippetFile[]} files what lies beside it
 * @property {string | undefined} expectedOutput
 */

/** @typedef {{ programs: Program[], faults: string[] }} PageSnippets */

/** @type {Record<string, string | undefined>} */
const extensions = { ts: 'ts', typescript: 'ts', mts: 'mts', js: 'js', javascript: 'js', mjs: 'mjs', cjs: 'cjs' };

/**
 * @param {string} page its path, for messages
 * @param {string} text
 * @returns {PageSnippets}
 */
export function snippetsOf(page, text) {
  /** @type {PageSnippets} */
  const found = { programs: [], faults: [] };
  /** @type {Map<string, SnippetFile>} */
  const files = new Map();
  /** @type {Map<string, number>} files that no program has had beside it yet, by the line they are at */
  const unused = new Map();
  const fences = fencesOf(parseMarkdown(text));
  for (const [index, fence] of fences.entries()) {
    const extension = extensions[fence.language];
    if (extension === undefined) continue;
    if (/^no-run\b/.test(fence.meta)) {
      if (!isReason(fence.meta)) found.faults.push(`${page}:${fence.line}: no-run needs a reason in words`);
      continue;
    }
    const name = /^\/\/ file: (\S+)/.exec(fence.code)?.[1] ?? `main.${extension}`;
    if (!name.startsWith('main.')) {
      files.set(name, { name, code: fence.code });
      unused.set(name, fence.line);
      continue;
    }
    found.programs.push(programAt(page, fence, name, [...files.values()], fences[index + 1]));
    unused.clear();
  }
  for (const [name, line] of unused) found.faults.push(`${page}:${line}: no program of this page comes after ${name}`);
  return found;
}

/**
 * @param {string} page
 * @param {Fence} fence
 * @param {string} name
 * @param {readonly SnippetFile[]} files
 * @param {Fence | undefined} next
 * @returns {Program}
 */
function programAt(page, fence, name, files, next) {
  const isOutput = next?.language === 'text' && next.meta === 'output';
  return {
    page,
    line: fence.line,
    main: { name, code: fence.code },
    files,
    expectedOutput: isOutput ? next.code : undefined,
  };
}

/** @param {string} meta */
function isReason(meta) {
  return (
    meta
      .split(/\s+/)
      .slice(1)
      .filter((word) => /[a-z]{2}/i.test(word)).length >= 3
  );
}
