import { fileURLToPath } from 'node:url';
import { checkForbiddenText } from '@ringpool/checks/forbidden-text';
import { checkLinks } from '@ringpool/checks/links';
import { checkRuleCitations } from '@ringpool/checks/rule-citations';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('every link of our pages leads somewhere', async () => {
  expect(await checkLinks(root)).toEqual([]);
});

test('the sources cite the rules of the protocol, all of them and no others', async () => {
  expect(await checkRuleCitations(root)).toEqual([]);
});

test('nothing is committed that belongs on one machine only', async () => {
  expect(await checkForbiddenText(root)).toEqual([]);
});
