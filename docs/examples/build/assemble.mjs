// Makes the binary of each module in the text format of WebAssembly, where the compiled programs look for it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import wabt from 'wabt';

const assembler = await wabt();
for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.wat')) continue;
  const { buffer } = assembler.parseWat(file, readFileSync(`src/${file}`), { threads: true, simd: true }).toBinary({});
  const binary = `dist/${file.replace(/t$/, 'sm')}`;
  mkdirSync(dirname(binary), { recursive: true });
  writeFileSync(binary, buffer);
}
