import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { show } from './option-checks.js';

const EXAMPLE = "new URL('./kernels.js', import.meta.url)";

/**
 * The URL of a worker module given as a `file:` or `data:` URL, an absolute path, or a bare specifier that resolves from the working directory. Throws
 * `TypeError` for anything else; whether the module is there is found out by the workers.
 */
export function moduleLocation(module: URL | string): string {
  if (module instanceof URL) return checkedProtocol(module);
  if (typeof module !== 'string' || module === '') {
    throw new TypeError(
      `Expected \`module\` to be a URL, such as ${EXAMPLE}, or an absolute path, got ${show(module)}.`,
    );
  }
  if (isAbsolute(module)) return pathToFileURL(module).href;
  if (/^(file|data):/.test(module)) return checkedProtocol(new URL(module));
  if (module.startsWith('.') || URL.canParse(module)) throw relativePath(module);
  return resolveBare(module);
}

function checkedProtocol(url: URL): string {
  if (url.protocol === 'file:' || url.protocol === 'data:') return url.href;
  throw new TypeError(`Expected \`module\` to be a file: or data: URL, got ${show(url.href)}.`);
}

function resolveBare(specifier: string): string {
  try {
    return pathToFileURL(createRequire(join(process.cwd(), 'noop.js')).resolve(specifier)).href;
  } catch {
    throw relativePath(specifier);
  }
}

/** What to write instead of a relative path is shown with that very path. */
function relativePath(module: string): TypeError {
  const path = module.startsWith('.') ? module : `./${module}`;
  const isFile = module.startsWith('.') || /\.[cm]?[jt]s$/.test(module);
  const example = isFile ? `new URL('${path}', import.meta.url)` : EXAMPLE;
  return new TypeError(
    `Expected \`module\` to be a URL, such as ${example}, an absolute path, or a package that can be resolved from the working directory, got ${show(module)}.`,
  );
}
