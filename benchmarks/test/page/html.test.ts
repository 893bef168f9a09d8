import { expect, test } from 'vitest';
import { html, NOTHING, trusted } from '../../src/page/html.js';

test('escapes texts, in elements and in attributes', () => {
  expect(html`<p title="${'"a" & b'}">${'<script>'}</p>`.text).toBe(
    '<p title="&quot;a&quot; &amp; b">&lt;script&gt;</p>',
  );
});

test('takes over HTML, numbers and lists of HTML', () => {
  const items = [1, 2].map((value) => html`<b>${value}</b>`);
  expect(html`<p>${items}${trusted('<b>3</b>')}${NOTHING}</p>`.text).toBe('<p><b>1</b><b>2</b><b>3</b></p>');
});
