import { describe, expect, it } from 'vitest';
import { type Outcome, runProgram } from '../run-program.ts';

const WELL = { code: 0, signal: null, stderr: '' };

async function stdoutOf(source: string, nodeOptions?: readonly string[]): Promise<string> {
  const outcome = await runProgram(source, nodeOptions);
  expect(outcome).toMatchObject(WELL);
  return outcome.stdout;
}

describe('what tasks printed', () => {
  it('is out when an idle pool was terminated', async () => {
    const lines = await stdoutOf(`
        const pool = new Pool(KERNELS, { workers: 2 });
        await pool.map('print', Array(2000).keys());
        await pool.terminate();`);
    expect(lines.trimEnd().split('\n')).toHaveLength(2000);
  });
});

describe('a process ends by itself', () => {
  it('with a pool that never had work', async () => {
    expect(await runProgram('new Pool(KERNELS, { workers: 2 });')).toMatchObject(WELL);
  });

  it('with a pool that is idle after work', async () => {
    expect(
      await stdoutOf(`
        const pool = new Pool(KERNELS, { workers: 2 });
        console.log(await pool.map('square', [1, 2, 3]));`),
    ).toBe('[ 1, 4, 9 ]\n');
  });

  it('with a pool whose iterator was read in part', async () => {
    expect(
      await stdoutOf(`
        const pool = new Pool(KERNELS, { workers: 2 });
        const iterator = pool.imap('square', [1, 2, 3, 4, 5, 6, 7, 8, 9], { buffer: 3 });
        console.log((await iterator.next()).value);`),
    ).toBe('1\n');
  });

  it('with a pool that lost workers', async () => {
    expect(
      await stdoutOf(`
        const pool = new Pool(KERNELS, { workers: 2 });
        await pool.apply('exit', [3]).catch((error) => console.log(error.code));`),
    ).toBe('ERR_WORKER_LOST\n');
  });

  it('with a pool that is broken', async () => {
    expect(
      await stdoutOf(`
        const pool = new Pool('data:text/javascript,throw new Error("at load")', { workers: 2 });
        await pool.ready().catch((error) => console.log(error.code));`),
    ).toBe('ERR_INITIALIZER_FAILED\n');
  });

  it('with a pool whose module does not load, when nobody waits for it', async () => {
    expect(await runProgram('new Pool("data:text/javascript,throw new Error(1)", { workers: 1 });')).toMatchObject(
      WELL,
    );
  });

  it('with a pool whose workers have timers of their own', async () => {
    expect(
      await stdoutOf(`
        const source = 'setInterval(() => {}, 1e6); export const f = () => 1;';
        const pool = new Pool('data:text/javascript,' + encodeURIComponent(source), { workers: 2 });
        console.log(await pool.apply('f'));`),
    ).toBe('1\n');
  });

  it('with several pools', async () => {
    expect(
      await stdoutOf(`
        const pools = [1, 2, 3].map((workers) => new Pool(KERNELS, { workers }));
        console.log(await Promise.all(pools.map((pool) => pool.apply('square', [3]))));`),
    ).toBe('[ 9, 9, 9 ]\n');
  });

  it('by an error that nobody caught: an item’s, from a plain promise', async () => {
    const outcome = await runProgram(`
      const pool = new Pool(KERNELS, { workers: 1 });
      void pool.apply('fail', ['nobody looks']);`);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('nobody looks');
  });

  it('well, when a handle has the error that nobody looked at', async () => {
    expect(
      await stdoutOf(`
        const pool = new Pool(KERNELS, { workers: 1 });
        const result = pool.applyAsync('fail', ['nobody looks']);
        await result.wait();
        console.log(result.successful());`),
    ).toBe('false\n');
  });
});

describe('a process stays', () => {
  it.each([
    ['one task', "pool.apply('later', ['done', 20]).then((value) => console.log(value));"],
    ['a map', "pool.map('later', ['done', 'done']).then((values) => console.log(values[1]));"],
    ['an imap that somebody waits for', "pool.imap('later', ['done']).next().then(({ value }) => console.log(value));"],
    ['ready()', "pool.ready().then(() => console.log('done'));"],
    ['close()', "pool.close().then(() => console.log('done'));"],
    ['terminate()', "pool.terminate().then(() => console.log('done'));"],
    ['close() with work', "pool.apply('later', ['done', 20]); pool.close().then(() => console.log('done'));"],
    [
      'terminate() of a task that never ends',
      `const words = new Int32Array(new SharedArrayBuffer(4));
       pool.applyAsync('spin', [words]);
       Atomics.wait(words, 0, 0);
       pool.terminate().then(() => console.log('done'));`,
    ],
    ['join() after close()', "void pool.close(); pool.join().then(() => console.log('done'));"],
    [
      'a task that another worker takes over',
      "pool.applyAsync('exit', [1]); pool.applyAsync('exit', [1]); pool.apply('later', ['done', 20]).then(console.log);",
    ],
  ])('for %s', async (_name, statement) => {
    expect(await stdoutOf(`const pool = new Pool(KERNELS, { workers: 1 });\n${statement}`)).toBe('done\n');
  });
});

describe('what workers write', () => {
  const WRITER = `
    const source = \`
      export const write = (text) => console.log(text);
      export const flood = (lines) => { for (let line = 0; line < lines; line += 1) console.log('line ' + line); };
      export const complain = (text) => console.error(text);\`;
    const pool = new Pool('data:text/javascript,' + encodeURIComponent(source), { workers: 1 });`;

  it('is out when the pool is closed', async () => {
    expect(await stdoutOf(`${WRITER} await pool.apply('write', ['written']); await pool.close();`)).toBe('written\n');
  });

  it('is out, all of it, however much', async () => {
    const text = await stdoutOf(`${WRITER} await pool.apply('flood', [5000]); await pool.close();`);
    expect(text.split('\n')).toHaveLength(5001);
    expect(text).toContain('line 4999\n');
  });

  it('comes from modules that write while they load', async () => {
    const text = await stdoutOf(`
      const pool = new Pool('data:text/javascript,console.log("loaded"); export const f = () => 1', { workers: 1 });
      await pool.apply('f');
      await pool.close();`);
    expect(text).toBe('loaded\n');
  });

  it('may be an error', async () => {
    const outcome = await runProgram(`${WRITER} await pool.apply('complain', ['oh']); await pool.close();`);
    expect(outcome).toMatchObject({ code: 0, stdout: '', stderr: 'oh\n' });
  });
});

describe('a pool that nobody holds any more', () => {
  const COLLECT = `
    const collect = async () => {
      for (let round = 0; round < 10; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
      }
    };`;

  it('is stopped, with one warning', async () => {
    const outcome: Outcome = await runProgram(
      `${COLLECT}
      const warnings = [];
      process.on('warning', (warning) => warnings.push(warning.name));
      await new Pool(KERNELS, { workers: 1 }).apply('square', [2]);
      while (warnings.length === 0) await collect();
      await collect();
      console.log(warnings);`,
      ['--expose-gc', '--no-warnings'],
    );
    expect(outcome).toMatchObject({ ...WELL, stdout: "[ 'ResourceWarning' ]\n" });
  });

  it.each([
    ['a task is open', "pool().apply('waitFor', [words])"],
    ['a handle is held', "pool().applyAsync('waitFor', [words])"],
    ['a map is open', "pool().map('waitFor', [words, words, words])"],
    ['a map in chunks of measured size is open', "pool().map('waitFor', [words, words], { chunkSize: 'auto' })"],
    ['somebody waits for an iterator', "pool().imap('waitFor', [words]).next()"],
  ])('lives on while %s', async (_name, expression) => {
    const text = await stdoutOf(
      `${COLLECT}
      const words = new Int32Array(new SharedArrayBuffer(4));
      const pool = () => new Pool(KERNELS, { workers: 1 });
      const result = ${expression};
      await collect();
      console.log('open');
      Atomics.store(words, 0, 1);
      Atomics.notify(words, 0);
      await result;
      console.log('done');
      process.exit();`,
      ['--expose-gc'],
    );
    expect(text).toBe('open\ndone\n');
  });

  it('lives on while an iterator is held', async () => {
    expect(
      await stdoutOf(
        `${COLLECT}
        const iterator = new Pool(KERNELS, { workers: 1 }).imap('square', [1, 2, 3, 4], { buffer: 1 });
        for (let item = 0; item < 4; item += 1) {
          await collect();
          console.log((await iterator.next()).value);
        }`,
        ['--expose-gc'],
      ),
    ).toBe('1\n4\n9\n16\n');
  });

  it('is stopped with the iterators that nobody holds either', async () => {
    const outcome = await runProgram(
      `${COLLECT}
      const warnings = [];
      process.on('warning', (warning) => warnings.push(warning.name));
      await (async () => {
        const iterator = new Pool(KERNELS, { workers: 1 }).imap('square', [1, 2, 3, 4], { buffer: 1 });
        await iterator.next();
      })();
      while (warnings.length === 0) await collect();
      console.log(warnings);`,
      ['--expose-gc', '--no-warnings'],
    );
    expect(outcome).toMatchObject({ ...WELL, stdout: "[ 'ResourceWarning' ]\n" });
  });
});

describe('arguments and results', () => {
  it('are collected after the job, of every kind', async () => {
    const text = await stdoutOf(
      `const pool = new Pool(KERNELS, { workers: 1 });
      const held = new Map();
      const note = (name, ...values) => values.forEach((value, index) => held.set(name + index, new WeakRef(value)));
      const echo = async (name, value) => note(name, value, await pool.apply('echo', [value]));
      await echo('small', { a: 1 });
      await echo('large', { text: 'x'.repeat(100_000) });
      await echo('bytes', new Uint8Array(100_000));
      await echo('wasm', new WebAssembly.Module(Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0])));
      await echo('shared', new SharedArrayBuffer(8));
      await (async (items) => note('map', items[0], (await pool.map('echo', items))[0]))([{ a: 1 }, { a: 2 }]);
      note('error', await pool.apply('throwRich').catch((error) => error));
      const rest = () => [...held].filter(([, value]) => value.deref() !== undefined).map(([name]) => name);
      for (let round = 0; round < 200 && rest().length > 0; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
      }
      console.log(held.size, rest());
      await pool.close();`,
      ['--expose-gc'],
    );
    expect(text).toBe('13 []\n');
  });
});

describe('what pools leave behind', () => {
  it.each(['close', 'terminate'])('is nothing after %s()', async (end) => {
    const source = `
      const state = () => JSON.stringify([process.getActiveResourcesInfo(), process.eventNames().map((name) => [String(name), process.listenerCount(name)])]);
      const once = async () => {
        const pool = new Pool(KERNELS, { workers: 2 });
        await pool.map('square', [1, 2, 3]);
        await pool.apply('fail', ['wrong']).catch(() => {});
        await pool.apply('exit', [1]).catch(() => {});
        const iterator = pool.imap('square', [1, 2, 3], { buffer: 1 });
        await iterator.next();
        await pool.apply('echo', [new SharedArrayBuffer(8)]);
        await pool.${end}();
        await new Promise((resolve) => setImmediate(resolve));
      };
      await once();
      const before = state();
      for (let round = 0; round < 3; round += 1) await once();
      console.log(state() === before ? 'the same' : before + state());`;
    expect(await stdoutOf(source)).toBe('the same\n');
  });
});

describe('require()', () => {
  it('gives the same as import', async () => {
    const outcome = await runProgram(
      `
      import { createRequire } from 'node:module';
      const required = createRequire(process.cwd() + '/x.js')('./dist/index.js');
      const pool = new required.Pool(KERNELS, { workers: 1 });
      console.log(required.Pool === Pool, await pool.apply('square', [5]));`,
      ['--no-warnings'],
    );
    expect(outcome).toMatchObject({ ...WELL, stdout: 'true 25\n' });
  });
});
