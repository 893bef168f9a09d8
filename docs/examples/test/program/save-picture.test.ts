import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterEach, expect, test, vi } from 'vitest';
import { savePicture } from '../../src/program/save-picture.js';
import type { Picture } from '../../src/program/save-picture.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('writes the pixels as a PNG file and says where', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const folder = await mkdtemp(join(tmpdir(), 'picture-'));
  try {
    const path = join(folder, 'two.png');
    const data = Uint8Array.of(255, 0, 0, 1, 2, 3);
    await savePicture(path, () => ({ width: 2, height: 1, data }));
    expect(decode(await readFile(path))).toMatchObject({ width: 2, height: 1, channels: 3, data });
    expect(log.mock.calls.flat()).toEqual([`picture: ${path}`]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('draws nothing where no path is given', async () => {
  const draw = vi.fn<() => Picture>();
  await savePicture(undefined, draw);
  expect(draw).not.toHaveBeenCalled();
});
