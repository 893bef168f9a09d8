import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WasmSource } from '../src/module-source.ts';
import { ControlWriter } from '../src/transport/control-block.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import { WorkerHandle, type WorkerListener, type WorkerSettings } from '../src/worker-handle.ts';
import { type BootData, BOOT_KEY } from '../src/worker/boot.ts';

/** A thread that does nothing: the test says what becomes of it. */
class FakeThread extends EventEmitter {
  static newest: FakeThread;
  static refusal: Error | undefined;

  readonly threadId = 42;
  readonly stdout = 'its stdout';
  readonly stderr = 'its stderr';
  readonly entry: URL;
  readonly options: { readonly workerData: BootData; readonly transferList: readonly unknown[] };
  terminations = 0;
  isHeld = true;

  constructor(entry: URL, options: FakeThread['options']) {
    super();
    if (FakeThread.refusal !== undefined) throw FakeThread.refusal;
    this.entry = entry;
    this.options = options;
    FakeThread.newest = this;
  }

  unref(): void {
    this.isHeld = false;
  }

  terminate(): Promise<number> {
    this.terminations += 1;
    return Promise.resolve(1);
  }
}

vi.mock('node:worker_threads', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:worker_threads')>();
  return {
    ...original,
    get Worker() {
      return FakeThread;
    },
  };
});

const listener = { exited: vi.fn<WorkerListener['exited']>(), failed: vi.fn<WorkerListener['failed']>() };
const entry = new URL('file:///entry.js');

beforeEach(() => {
  FakeThread.refusal = undefined;
  for (const mock of Object.values(listener)) mock.mockReset();
});

function start(settings: Partial<WorkerSettings> = {}): WorkerHandle {
  const boot = { module: 'file:///kernels.js', concurrency: 2 } as WorkerSettings['boot'];
  const options = { workerUrl: entry, ringBytes: 4096, workerData: 'mine', threadOptions: {} };
  const all: WorkerSettings = { ...options, boot, wasm: undefined, ...settings };
  return new WorkerHandle(3, all, new FunctionRegistry(), listener);
}

describe('a life with kernels of WebAssembly', () => {
  function wasmSource(): { readonly [K in keyof WasmSource]: ReturnType<typeof vi.fn<WasmSource[K]>> } {
    const stack = { byteOffset: 0, byteLength: 1024 };
    return {
      reserve: vi.fn<WasmSource['reserve']>(),
      bootFor: vi.fn<WasmSource['bootFor']>(() => ({ module: {}, memory: undefined, imports: undefined, stack })),
      ended: vi.fn<WasmSource['ended']>(),
      owns: vi.fn<WasmSource['owns']>(),
    };
  }

  it('is given its own part of them, until its thread has ended', () => {
    const wasm = wasmSource();
    const handle = start({ wasm });
    expect(wasm.bootFor.mock.calls).toEqual([[handle]]);
    expect(FakeThread.newest.options.workerData[BOOT_KEY].wasm).toBe(wasm.bootFor.mock.results[0]!.value);
    handle.terminate();
    expect(wasm.ended).not.toHaveBeenCalled();
    FakeThread.newest.emit('exit', 1);
    expect(wasm.ended.mock.calls).toEqual([[handle]]);
  });

  it('has ended where its exit hook has run, and ends once', () => {
    const wasm = wasmSource();
    const handle = start({ wasm });
    new ControlWriter(FakeThread.newest.options.workerData[BOOT_KEY].control).ended(0);
    handle.noticeEnd();
    FakeThread.newest.emit('exit', 0);
    expect(wasm.ended).toHaveBeenCalledTimes(1);
  });

  it('that gets no thread gives its part back', () => {
    const wasm = wasmSource();
    FakeThread.refusal = new Error('no thread');
    expect(() => start({ wasm })).toThrow('no thread');
    expect(wasm.ended.mock.calls).toEqual(wasm.bootFor.mock.calls);
  });

  it('that gets no part gets no thread, and leaves nothing behind', () => {
    const wasm = wasmSource();
    wasm.bootFor.mockImplementation(() => {
      throw new RangeError('no room');
    });
    expect(() => start({ wasm })).toThrow('no room');
    start().transport.close();
  });
});

describe('a thread', () => {
  it('is started with its rings, its port and what all workers are told, and does not hold the process', () => {
    const { transport } = start({ threadOptions: { name: 'cruncher' } });
    const { options, entry: started, isHeld } = FakeThread.newest;
    const { [BOOT_KEY]: boot, user } = options.workerData;
    expect([started, isHeld, user]).toEqual([entry, false, 'mine']);
    expect(options).toMatchObject({ name: 'cruncher' });
    expect(boot).toMatchObject({ module: 'file:///kernels.js', workerIndex: 3, concurrency: 2 });
    expect([boot.inRing, boot.outRing]).toEqual([transport.inRing, transport.outRing]);
    expect(options.transferList).toEqual([boot.port]);
    transport.close();
  });

  it('that cannot be had leaves nothing behind: the next one has the same rings', () => {
    FakeThread.refusal = new Error('no thread');
    expect(() => start()).toThrow('no thread');
    FakeThread.refusal = undefined;
    const { transport } = start();
    const rings = new Set([transport.inRing, transport.outRing]);
    transport.close();
    FakeThread.refusal = new Error('no thread');
    expect(() => start()).toThrow('no thread');
    FakeThread.refusal = undefined;
    const next = start().transport;
    expect(new Set([next.inRing, next.outRing])).toEqual(rings);
    next.close();
  });
});

describe('the end of a thread', () => {
  it('is told once, with its exit code', () => {
    const handle = start();
    FakeThread.newest.emit('exit', 7);
    expect(listener.exited).toHaveBeenCalledExactlyOnceWith(handle, 7);
    expect([handle.state, handle.endedWith, handle.hasRetired]).toEqual(['ended', 7, false]);
  });

  it('can be noticed as soon as it has run its exit hook, before any event', () => {
    const handle = start();
    handle.noticeEnd();
    expect(handle.state).toBe('starting');
    const { control } = FakeThread.newest.options.workerData[BOOT_KEY] as unknown as { control: SharedArrayBuffer };
    new ControlWriter(control).ended(5);
    handle.noticeEnd();
    expect(listener.exited).toHaveBeenCalledExactlyOnceWith(handle, 5);
    FakeThread.newest.emit('exit', 5);
    expect(listener.exited).toHaveBeenCalledTimes(1);
  });

  it('lets its rings serve another only after the event: the thread may still be there before', () => {
    const handle = start();
    const { inRing } = handle.transport;
    const { control } = FakeThread.newest.options.workerData[BOOT_KEY] as unknown as { control: SharedArrayBuffer };
    const thread = FakeThread.newest;
    new ControlWriter(control).ended(0);
    handle.noticeEnd();
    const before = start().transport;
    expect([before.inRing, before.outRing]).not.toContain(inRing);
    thread.emit('exit', 0);
    const after = start().transport;
    expect([after.inRing, after.outRing]).toContain(inRing);
    before.close();
    after.close();
  });

  it.each<[WorkerHandle['state'], number, boolean]>([
    ['retiring', 0, true],
    ['retiring', 1, false],
    ['ready', 0, false],
  ])('of one that is %s, with code %d, is a retirement: %s', (state, exitCode, hasRetired) => {
    const handle = start();
    handle.state = state;
    FakeThread.newest.emit('exit', exitCode);
    expect(handle.hasRetired).toBe(hasRetired);
  });
});

describe('an error of a thread', () => {
  it('is the reason of its end, and is told', () => {
    const handle = start();
    FakeThread.newest.emit('error', new Error('uncaught'));
    expect(handle.cause).toEqual(new Error('uncaught'));
    expect(listener.failed).toHaveBeenCalledExactlyOnceWith(handle, new Error('uncaught'));
  });

  it('takes no other reason’s place', () => {
    const handle = start();
    handle.cause = 'damaged';
    FakeThread.newest.emit('error', new Error('uncaught'));
    expect(handle.cause).toBe('damaged');
  });
});

it('is terminated once', () => {
  const handle = start();
  expect(handle.isTerminating).toBe(false);
  handle.terminate();
  handle.terminate();
  expect([handle.isTerminating, FakeThread.newest.terminations]).toEqual([true, 1]);
});

it('shows the streams that the options ask for, and no others', () => {
  const asked = start({ threadOptions: { stdout: true } });
  expect([asked.stdout, asked.stderr]).toEqual(['its stdout', null]);
  const other = start({ threadOptions: { stderr: true } });
  expect([other.stdout, other.stderr]).toEqual([null, 'its stderr']);
});

it('has the number that Node gave its thread, though that is lost when it ends', () => {
  const handle = start();
  Object.assign(FakeThread.newest, { threadId: -1 });
  FakeThread.newest.emit('exit', 0);
  expect(handle.threadId).toBe(42);
});
