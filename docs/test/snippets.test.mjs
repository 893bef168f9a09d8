import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkSnippetTypes, collectSnippets, runProgram } from '@ringpool/checks/snippet-runner';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const work = fileURLToPath(new URL('../.snippets/', import.meta.url));
const { programs, faults } = await collectSnippets(root);

beforeAll(() => rm(work, { recursive: true, force: true }));

test('every block that is not run says why, and every file is used', () => {
  expect(faults).toEqual([]);
});

describe('programs in our pages end well', () => {
  test.each(programs.map((program) => ({ program, name: `${program.page}:${program.line}` })))(
    '$name',
    async ({ program }) => {
      expect(await runProgram(work, program)).toBeUndefined();
    },
  );
});

test('the types of all of them are right', async () => {
  expect(await checkSnippetTypes(root, work)).toEqual([]);
});
