import { expect, it } from 'vitest';
import { CallJob } from '../src/call-job.ts';

it('fulfils its promise with the value of its one item', async () => {
  const value = await new Promise((resolve, reject) => {
    new CallJob(resolve, reject).itemDone(0, 'value');
  });
  expect(value).toBe('value');
});

it('rejects its promise with the error of its one item', async () => {
  const promise = new Promise((resolve, reject) => {
    new CallJob(resolve, reject).itemFailed(0, 'wrong');
  });
  await expect(promise).rejects.toBe('wrong');
});
