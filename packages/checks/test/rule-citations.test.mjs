import { expect, test } from 'vitest';
import { checkRuleCitations, citationsIn, rulesIn } from '../src/rule-citations.mjs';
import { temporaryTree } from './temporary-tree.mjs';

const protocol = 'packages/atomics-ring/PROTOCOL.md';
const source = 'packages/core/src/ring.ts';

test('accepts sources and rules that agree', async () => {
  const root = await temporaryTree({
    [protocol]: '- **R1 Publish last.** …\n- **R12 Sleep on the flag.** …\n',
    [source]: '// R1: the slot first.\nexport const a = 1; /* pairs with (R12) */\n',
  });
  expect(await checkRuleCitations(root)).toEqual([]);
});

test('finds a rule that is cited but not stated', async () => {
  const root = await temporaryTree({
    [protocol]: '**R1 Publish last.**',
    [source]: '// R1\n\n/**\n * Keeps R2.\n */\nexport const a = 1;\n',
  });
  expect(await checkRuleCitations(root)).toEqual([`${source}:4: cites R2, which ${protocol} does not state`]);
});

test('finds a rule that is stated but never cited', async () => {
  const root = await temporaryTree({ [protocol]: '**R1 Publish last.** **R2 Wake.**', [source]: '// R1\n' });
  expect(await checkRuleCitations(root)).toEqual([`${protocol}: R2 is cited nowhere in the sources`]);
});

test('finds a number that was given twice', async () => {
  const root = await temporaryTree({ [protocol]: '**R1 Publish last.** **R1 Wake.**', [source]: '// R1\n' });
  expect(await checkRuleCitations(root)).toContain(`${protocol}: R1 is stated twice`);
});

test('wants the ends of a range to exist, but takes a range for no citation', async () => {
  const root = await temporaryTree({ [protocol]: '**R1 Publish last.**', [source]: '/** Rules R1–R3. */\n' });
  expect(await checkRuleCitations(root)).toEqual([
    `${source}:1: cites R3, which ${protocol} does not state`,
    `${protocol}: R1 is cited nowhere in the sources`,
  ]);
});

test('says so when there is no protocol', async () => {
  const root = await temporaryTree({ [source]: '// R1\n' });
  expect(await checkRuleCitations(root)).toEqual([`${protocol} is not there`]);
});

test('reads comments only, never code or strings', () => {
  expect(citationsIn('a.ts', 'type R1 = string; const text: R1 = "// R2"; // R3\n').map(({ rule }) => rule)).toEqual([
    3,
  ]);
});

test('reads only rules that are stated in bold', () => {
  expect(rulesIn('**R1 Publish last.** As R2 says, **R3**')).toEqual([1]);
});
