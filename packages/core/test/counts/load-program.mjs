/** Runs so many tiny tasks, 256 of them in flight, with the build of the checkout whose URL is the first argument. */
const [, , root, tasks] = process.argv;
const { Pool } = await import(new URL('packages/core/dist/index.js', root));

const IN_FLIGHT = 256;

const pool = new Pool(new URL('counted-kernels.mjs', import.meta.url), { workers: 1, spinMicros: 1e6 });
let left = Number(tasks);
await Promise.all(Array.from({ length: IN_FLIGHT }, chain));
await pool.terminate();

async function chain() {
  while (left > 0) {
    left -= 1;
    await pool.apply('addOne', [left]);
  }
}
