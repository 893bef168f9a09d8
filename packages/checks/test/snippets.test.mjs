import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkSnippetTypes, collectSnippets, runProgram } from '../src/snippet-runner.mjs';
import { snippetsOf } from '../src/snippets.mjs';
import { insidePackage, temporaryTree } from './temporary-tree.mjs';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * @param {string} info
 * @param {string[]} lines
 */
function fence(info, ...lines) {
  return ['```' + info, ...lines, '```', ''].join('\n');
}

/**
 * Runs the only program of a page, and returns what is wrong with it.
 * @param {string} text
 */
async function runPage(text) {
  const { programs, faults } = snippetsOf('guide.md', text);
  expect(faults).toEqual([]);
  expect(programs).toHaveLength(1);
  const work = await temporaryTree({ 'package.json': '{ "type": "module" }' });
  const [program] = programs;
  return program && runProgram(work, program);
}

test('takes every TypeScript and JavaScript block for a program, and no other', () => {
  const text = [
    fence('ts', 'a;'),
    fence('js', 'b;'),
    fence('javascript', 'c;'),
    fence('sh', 'd'),
    fence('', 'e'),
    fence('json', '{}'),
  ];
  const { programs } = snippetsOf('guide.md', text.join('\n'));
  expect(programs.map(({ main }) => main)).toEqual([
    { name: 'main.ts', code: 'a;' },
    { name: 'main.js', code: 'b;' },
    { name: 'main.js', code: 'c;' },
  ]);
});

test('lays files beside the programs after them, the newest of each name', () => {
  const text = [
    fence('js', '// file: kernels.js', 'export const one = 1;'),
    fence('js', 'first;'),
    fence('js', '// file: kernels.js', 'export const one = 2;'),
    fence('js', '// file: main.mjs', 'second;'),
  ].join('\n');
  const { programs } = snippetsOf('guide.md', text);
  expect(programs.map(({ main, files }) => [main.name, files.map(({ code }) => code.split('\n')[1])])).toEqual([
    ['main.js', ['export const one = 1;']],
    ['main.mjs', ['export const one = 2;']],
  ]);
});

test('refuses a file that no program comes after', () => {
  const { faults } = snippetsOf('guide.md', fence('js', '// file: kernels.js', 'export const one = 1;'));
  expect(faults).toEqual(['guide.md:1: no program of this page comes after kernels.js']);
});

test('leaves a block out for a reason in words only', () => {
  const reasoned = snippetsOf('guide.md', fence('ts no-run because it needs two machines', 'a;'));
  expect(reasoned).toEqual({ programs: [], faults: [] });
  const bare = snippetsOf('guide.md', fence('ts no-run', 'a;'));
  expect(bare.faults).toEqual(['guide.md:1: no-run needs a reason in words']);
});

test('runs TypeScript with its types stripped, beside its files', async () => {
  const fault = await runPage(
    [
      fence('js', '// file: kernels.js', 'export const one = 1;'),
      fence(
        'ts',
        "import { one } from './kernels.js';",
        'const sum: number = one + 1;',
        'if (sum !== 2) throw new Error(`${sum}`);',
      ),
    ].join('\n'),
  );
  expect(fault).toBeUndefined();
});

test('runs CommonJS where the name says so', async () => {
  expect(
    await runPage(fence('js', '// file: main.cjs', "require('node:assert').ok(__filename.endsWith('main.cjs'));")),
  ).toBeUndefined();
});

test.each([
  ['throws', "throw new Error('planted');", 'Error: planted'],
  ['rejects', "await Promise.reject(new Error('planted'));", 'Error: planted'],
  ['ends with an exit code', 'process.exitCode = 3;', 'ended with exit code 3'],
  ['imports what is not there', "import './missing.js';", 'ERR_MODULE_NOT_FOUND'],
])('finds a program that %s', async (_, code, fault) => {
  expect(await runPage(fence('js', code))).toContain(fault);
});

test('compares what a program prints with the output block after it', async () => {
  const program = fence('js', "console.log('one');", "console.log('two');");
  expect(await runPage(program + fence('text output', 'one', 'two'))).toBeUndefined();
  expect(await runPage(program + fence('text output', 'one', 'three'))).toContain(
    'expected the output\none\nthree\ngot\none\ntwo',
  );
});

test('finds a program whose types are wrong', async () => {
  const work = await temporaryTree({ 'guide-1/main.ts': "export const one: number = 'one';\n" }, insidePackage);
  const [fault] = await checkSnippetTypes(repository, work);
  expect(fault).toContain('guide-1/main.ts(1,14): error TS2322');
});

test('reads the README, the packages and the guides, but no example and no listing', async () => {
  const program = fence('js', 'a;');
  const root = await temporaryTree({
    'README.md': program,
    'packages/core/README.md': program,
    'docs/guide.md': program,
    'docs/decisions/0001-a.md': program,
    'docs/api/ringpool.api.md': program,
    'docs/examples/README.md': program,
    'benchmarks/README.md': program,
  });
  const { programs } = await collectSnippets(root);
  expect(programs.map(({ page }) => page)).toEqual([
    'README.md',
    'docs/decisions/0001-a.md',
    'docs/guide.md',
    'packages/core/README.md',
  ]);
});
