import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { publishedPackages } from './published-packages.mjs';

/** @typedef {import('./published-packages.mjs').PublishedPackage} PublishedPackage */

/**
 * Compares what each published package offers with its committed listing in `docs/api/`, so that no change of the public
 * surface goes unseen.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkApiListings(root) {
  const faults = [];
  for (const published of await publishedPackages(root)) faults.push(...list(root, published, false));
  return faults;
}

/**
 * Writes the listings anew. Returns what hinders it.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function updateApiListings(root) {
  await mkdir(join(root, 'docs', 'api'), { recursive: true });
  const faults = [];
  for (const published of await publishedPackages(root)) faults.push(...list(root, published, true));
  return faults;
}

/**
 * @param {string} root
 * @param {PublishedPackage} published
 * @param {boolean} update
 * @returns {string[]}
 */
function list(root, { name, folder }, update) {
  if (!existsSync(join(folder, 'dist', 'index.d.ts'))) return [`${name}: not built`];
  /** @type {string[]} */
  const faults = [];
  const result = Extractor.invoke(extractorConfig(root, name, folder), {
    localBuild: update,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) faults.push(`${name}: ${message.text}`);
    },
  });
  if (result.apiReportChanged && !update) {
    faults.push(
      `${name}: the public API is not as docs/api/${name}.api.md lists it; if that is meant: pnpm api:update`,
    );
  }
  return faults;
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string} folder
 */
function extractorConfig(root, name, folder) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, 'dist', 'index.d.ts'),
      compiler: { overrideTsconfig: compilerSettings(folder), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: join(root, 'docs', 'api'),
        reportTempFolder: join(root, 'node_modules', '.api-listing'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None },
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Error },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
}

/** @param {string} folder */
function compilerSettings(folder) {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022', 'esnext.disposable', 'dom'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
    },
    files: [join(folder, 'dist', 'index.d.ts')],
  };
}
