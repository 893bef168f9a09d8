import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLoop } from '../src/worker/event-loop.ts';

let stdoutLength = 0;

beforeEach(() => {
  stdoutLength = 0;
  vi.spyOn(process.stdout, 'writableLength', 'get').mockImplementation(() => stdoutLength);
  vi.spyOn(process.stderr, 'writableLength', 'get').mockReturnValue(0);
  vi.spyOn(process, 'getActiveResourcesInfo').mockReturnValue(['Timeout', 'PipeWrap']);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the event loop of a worker', () => {
  it('is owed a turn at first: the module was loaded in it', () => {
    expect(new EventLoop().isQuiet).toBe(false);
  });

  it('is quiet after a turn, until something runs', async () => {
    const eventLoop = new EventLoop();
    await new Promise<void>((resolve) => eventLoop.turn(resolve));
    expect(eventLoop.isQuiet).toBe(true);
    eventLoop.wasBusy();
    expect(eventLoop.isQuiet).toBe(false);
  });

  it('lets all reactions and immediates that are ready run in a turn', async () => {
    const steps: string[] = [];
    setImmediate(() => steps.push('immediate'));
    process.nextTick(() => steps.push('tick'));
    void Promise.resolve().then(() => steps.push('reaction'));
    await new Promise<void>((resolve) => new EventLoop().turn(resolve));
    expect(steps.sort((a, b) => a.localeCompare(b))).toEqual(['immediate', 'reaction', 'tick']);
  });
});

describe('live handles', () => {
  it('are none while only what was there at first is', () => {
    expect(new EventLoop().hasLiveHandles()).toBe(false);
  });

  it.each([
    ['one more timer', ['Timeout', 'Timeout', 'PipeWrap']],
    ['a kind that was not there', ['Timeout', 'PipeWrap', 'TCPSocketWrap']],
    ['an immediate', ['Timeout', 'PipeWrap', 'Immediate']],
  ])('are there with %s', (_name, resources) => {
    const eventLoop = new EventLoop();
    vi.mocked(process.getActiveResourcesInfo).mockReturnValue(resources);
    expect(eventLoop.hasLiveHandles()).toBe(true);
  });

  it('are none when fewer are there than at first', () => {
    const eventLoop = new EventLoop();
    vi.mocked(process.getActiveResourcesInfo).mockReturnValue(['Timeout']);
    expect(eventLoop.hasLiveHandles()).toBe(false);
  });

  it('are there while output is not out', () => {
    const eventLoop = new EventLoop();
    stdoutLength = 1;
    expect(eventLoop.hasLiveHandles()).toBe(true);
  });
});

describe('the end of a worker', () => {
  /** What `process.exit` does to a thread: nothing runs after it. */
  const ended = new Error('the thread has ended');

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    vi.spyOn(process, 'exit').mockImplementation(() => {
      throw ended;
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is at once when no output waits', () => {
    expect(() => new EventLoop().exit()).toThrow(ended);
    expect(process.exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  it('waits until output is out', () => {
    stdoutLength = 100;
    new EventLoop().exit();
    vi.advanceTimersByTime(1000);
    expect(process.exit).not.toHaveBeenCalled();
    stdoutLength = 0;
    expect(() => vi.advanceTimersByTime(10)).toThrow(ended);
    expect(process.exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  it('does not wait for ever for output that nobody takes', () => {
    stdoutLength = 100;
    new EventLoop().exit();
    expect(() => vi.advanceTimersByTime(60_000)).toThrow(ended);
  });

  it('by an error of our own is an uncaught exception', () => {
    const nextTick = vi.spyOn(process, 'nextTick').mockImplementation(() => {});
    const wrong = new Error('damaged');
    new EventLoop().crash(wrong);
    expect(nextTick).toHaveBeenCalledTimes(1);
    expect(() => nextTick.mock.calls[0]![0]()).toThrow(wrong);
  });
});
