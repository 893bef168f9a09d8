/** The scripts of a package that npm runs where the package is installed. */
const RUN_AT_INSTALLATION = ['preinstall', 'install', 'postinstall'];

/** A package's manifest, as far as it says what happens at installation. */
export interface InstalledManifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly gypfile?: boolean;
}

/** Throws when installing a package runs code: its own scripts, or a build of native code. */
export function checkInstallScripts({ name, scripts = {}, gypfile = false }: InstalledManifest): void {
  const found = RUN_AT_INSTALLATION.filter((script) => script in scripts);
  if (gypfile) found.push('gypfile');
  if (found.length > 0) throw new Error(`Expected ${name} to run nothing at installation, got ${found.join(', ')}.`);
}
