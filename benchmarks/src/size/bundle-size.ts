import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BEST_COMPRESSION = 9;

/** Bytes of a file and all that it imports, minified by esbuild into one file and compressed by gzip. */
export async function bundledBytes(entry: URL): Promise<number> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    write: false,
    logLevel: 'silent',
    // What is loaded only where the system has a binary for it.
    external: ['@napi-rs/nice'],
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`Expected a bundle of ${entry.href}, got none.`);
  return gzipSync(bundle.contents, { level: BEST_COMPRESSION }).byteLength;
}
