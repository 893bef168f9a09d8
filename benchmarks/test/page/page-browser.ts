import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine: what `CHROMIUM` names, or where Debian and others put it. */
export const CHROMIUM: string | undefined = process.env['CHROMIUM'] ?? PLACES.find((path) => existsSync(path));

/** A browser that asks nobody for anything of its own accord. */
export function startBrowser(): Promise<Browser> {
  const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: CHROMIUM ?? '', args, chromiumSandbox: process.getuid?.() !== 0 });
}
