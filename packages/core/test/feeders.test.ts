import { describe, expect, it, vi } from 'vitest';
import { Feeders } from '../src/feeders.ts';

function feeder() {
  return { stopInput: vi.fn<(makeError: () => unknown) => void>(), roomMade: vi.fn<() => void>() };
}

describe('jobs that go on sending', () => {
  it('are told of room once for all that is made in one go, outside of the call', async () => {
    const feeders = new Feeders();
    const [first, second] = [feeder(), feeder()];
    feeders.add(first);
    feeders.add(second);
    feeders.tellRoom();
    feeders.tellRoom();
    expect(first.roomMade).not.toHaveBeenCalled();
    await Promise.resolve();
    expect([first.roomMade, second.roomMade].map((told) => told.mock.calls.length)).toEqual([1, 1]);
  });

  it('may be removed while they are told to stop', () => {
    const feeders = new Feeders();
    const [first, second] = [feeder(), feeder()];
    feeders.add(first);
    feeders.add(second);
    first.stopInput.mockImplementation(() => feeders.remove(first));
    feeders.stopInput(() => new Error('closed'));
    expect(second.stopInput).toHaveBeenCalledOnce();
    expect(feeders.areThere).toBe(true);
    feeders.remove(second);
    expect(feeders.areThere).toBe(false);
  });
});
