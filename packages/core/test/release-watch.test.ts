import { describe, expect, it } from 'vitest';
import { JobTable } from '../src/job-table.ts';
import { ReleaseWatch } from '../src/release-watch.ts';
import { FakeJob } from './fake-job.ts';

describe('who waits for workers to let go of a job', () => {
  it('is told when its last record is done', async () => {
    const table = new JobTable();
    const watch = new ReleaseWatch(table);
    const [job, other] = [new FakeJob(), new FakeJob()];
    const slots = [table.add(job, 0, 0, 5), table.add(job, 0, 5, 5)];
    table.add(other, 0, 0, 1);
    const told: string[] = [];
    const released = watch.released(job).then(() => told.push('released'));
    for (const slot of slots) {
      expect(told).toEqual([]);
      table.remove(slot);
      watch.look();
      await Promise.resolve();
    }
    await released;
    expect(told).toEqual(['released']);
  });

  it('is told at once where no worker has anything of it', async () => {
    await expect(new ReleaseWatch(new JobTable()).released(new FakeJob())).resolves.toBeUndefined();
  });
});
