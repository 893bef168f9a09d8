import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { moduleLocation } from '../src/module-location.ts';

describe('the location of a worker module', () => {
  it('may be a file: or data: URL, or the text of one', () => {
    for (const url of ['file:///srv/kernels.js', 'data:text/javascript,export const f = () => 1']) {
      expect(moduleLocation(new URL(url))).toBe(new URL(url).href);
      expect(moduleLocation(url)).toBe(new URL(url).href);
    }
  });

  it('keeps the query of a URL', () => {
    expect(moduleLocation(new URL('file:///srv/kernels.js?v=2'))).toBe('file:///srv/kernels.js?v=2');
  });

  it('may be an absolute path, whatever characters it has', () => {
    const path = join(process.cwd(), 'a b#c?d%.mjs');
    expect(moduleLocation(path)).toBe(pathToFileURL(path).href);
  });

  it('may be a package that resolves from the working directory', () => {
    expect(moduleLocation('fast-check')).toMatch(/^file:.*fast-check/);
  });

  it.each(['./kernels.js', '../kernels.js', '.'])('refuses the relative path %s and shows what to write', (path) => {
    expect(() => moduleLocation(path)).toThrow(TypeError);
    expect(() => moduleLocation(path)).toThrow(`new URL('${path}', import.meta.url)`);
    expect(() => moduleLocation(path)).toThrow(`got "${path}"`);
  });

  it.each(['kernels.js', 'no-such-package-anywhere', 'src/kernels.js'])(
    'refuses %s, which resolves to nothing',
    (name) => {
      expect(() => moduleLocation(name)).toThrow(TypeError);
      expect(() => moduleLocation(name)).toThrow(`got "${name}"`);
    },
  );

  it.each(['https://example.org/kernels.js', 'node:fs', 'blob:nodedata:1'])('refuses %s', (url) => {
    expect(() => moduleLocation(new URL(url))).toThrow(
      new TypeError(`Expected \`module\` to be a file: or data: URL, got "${url}".`),
    );
    expect(() => moduleLocation(url)).toThrow(TypeError);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [42, '42'],
    ['', '""'],
    [{ href: 'file:///srv/kernels.js' }, 'an object'],
    [() => {}, 'a function'],
  ])('refuses %o', (module, shown) => {
    expect(() => moduleLocation(module as string)).toThrow(TypeError);
    expect(() => moduleLocation(module as string)).toThrow(`got ${shown}.`);
  });
});
