import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'ringpool';
import { expect, test } from 'vitest';

const page = fileURLToPath(new URL('../options.md', import.meta.url));

/** The options there are, as the pool itself lists them when it is given one that there is not. */
function knownOptions() {
  let message = '';
  try {
    void new Pool('/kernels.js', /** @type {object} */ ({ none: 1 }));
  } catch (error) {
    message = String(error);
  }
  return /: Expected options of (.+), got `none`\.$/.exec(message)?.[1]?.split(', ');
}

/** The options in the first column of the page's table, in alphabetical order. */
async function documentedOptions() {
  const lines = (await readFile(page, 'utf8')).split('\n').filter((line) => /^\| .*`\w+`/.test(line));
  return lines
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
    .sort();
}

test('the page on options has every option, each once, and no others', async () => {
  expect(await documentedOptions()).toEqual(knownOptions());
});
