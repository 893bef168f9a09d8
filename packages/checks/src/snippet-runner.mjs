import { transform } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { runChild } from './child.mjs';
import { snippetsOf } from './snippets.mjs';
import { sourceFiles } from './source-files.mjs';

/** @typedef {import('./snippets.mjs').Program} Program */
/** @typedef {import('./snippets.mjs').PageSnippets} PageSnippets */

const runnable = [/^README\.md$/, /^packages\/[^/]+\/README\.md$/, /^docs\/(?!examples\/).*\.md$/];
const limitMs = 60_000;

/**
 * The programs in the root's README, the packages' ones and the guides. Listings of the API are no programs.
 * @param {string} root
 * @returns {Promise<PageSnippets>}
 */
export async function collectSnippets(root) {
  const pages = await sourceFiles(
    root,
    (path) => runnable.some((pattern) => pattern.test(path)) && !path.endsWith('.api.md'),
  );
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')));
  const all = pages.map((page, index) => snippetsOf(page, texts[index] ?? ''));
  return { programs: all.flatMap(({ programs }) => programs), faults: all.flatMap(({ faults }) => faults) };
}

/**
 * Checks the types of all programs at once, then runs each. Returns what is wrong.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkSnippets(root) {
  const { programs, faults } = await collectSnippets(root);
  const work = join(root, 'docs', '.snippets');
  await rm(work, { recursive: true, force: true });
  const queue = [...programs];
  const runNext = async () => {
    for (let program = queue.shift(); program !== undefined; program = queue.shift()) {
      const fault = await runProgram(work, program);
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runNext));
  const typeFaults = await checkSnippetTypes(root, work);
  await rm(work, { recursive: true, force: true });
  return [...faults, ...typeFaults];
}

/**
 * Writes a program and the files beside it into a folder of their own below `work`, runs it there, and returns what is wrong. `work` lies in a
 * package that has the published ones as dependencies, so that their names mean what they mean to users.
 * @param {string} work
 * @param {Program} program
 * @returns {Promise<string | undefined>}
 */
export async function runProgram(work, program) {
  const folder = join(work, folderName(program));
  const files = [...program.files, program.main];
  await mkdir(folder, { recursive: true });
  const names = await Promise.all(files.map(({ name, code }) => writeRunnable(join(folder, name), code)));
  const { exitCode, stdout, output } = await runChild(process.execPath, [names.at(-1) ?? ''], {
    cwd: folder,
    timeoutMs: limitMs,
  });
  const at = `${program.page}:${program.line}`;
  if (exitCode !== 0) return `${at}: ended with exit code ${exitCode}\n${output.trimEnd()}`;
  if (program.expectedOutput === undefined || stdout.trimEnd() === program.expectedOutput.trimEnd()) return undefined;
  return `${at}: expected the output\n${program.expectedOutput.trimEnd()}\ngot\n${stdout.trimEnd()}`;
}

/**
 * Checks the types of all programs that were written below `work`.
 * @param {string} root
 * @param {string} work
 * @returns {Promise<string[]>}
 */
export async function checkSnippetTypes(root, work) {
  const compilerOptions = {
    noEmit: true,
    allowJs: true,
    isolatedDeclarations: false,
    declaration: false,
    declarationMap: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
  await mkdir(work, { recursive: true });
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*/*.ts', '*/*.mts'] };
  await writeFile(join(work, 'tsconfig.json'), JSON.stringify(config));
  const { exitCode, output } = await runChild(join(root, 'node_modules/.bin/tsc'), ['-p', work], { cwd: work });
  return exitCode === 0 || output.includes('TS18003') ? [] : [output.trimEnd()];
}

/**
 * Writes a file as it stands, and where it is TypeScript the JavaScript beside it. Returns the path Node can run.
 * @param {string} path
 * @param {string} code
 */
async function writeRunnable(path, code) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, code);
  if (!/\.m?ts$/.test(path)) return path;
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  const { code: stripped } = await transform(code, {
    loader: 'ts',
    target: 'node20.19',
    sourcefile: path,
    tsconfigRaw,
  });
  const runnablePath = path.replace(/ts$/, 'js');
  await writeFile(runnablePath, stripped);
  return runnablePath;
}

/** @param {Program} program */
function folderName({ page, line }) {
  return `${page.replace(/[^a-z0-9]+/gi, '-')}-${line}`;
}
