import type { Doorbell } from 'atomics-ring';
import type { ControlWriter } from '../transport/control-block.js';
import { ResultKind } from '../transport/result-record.js';
import type { EventLoop } from './event-loop.js';
import type { TaskFunction } from './function-table.js';
import type { ResultWriter } from './result-writer.js';

/** Why a worker ends: it is due, it was told to, or it was told to leave without its finalizer. */
export type Ending = 'wanted' | 'told' | 'dismissed';

/** Ends a worker that has nothing open: says so where nobody has told it to, runs the finalizer, and exits once its output is out. */
export async function endInOrder(
  ending: Ending,
  finalizer: TaskFunction | undefined,
  results: ResultWriter,
  eventLoop: EventLoop,
): Promise<void> {
  try {
    if (ending === 'wanted') results.report(ResultKind.Retiring, undefined);
    if (ending !== 'dismissed') await finalize(finalizer, results);
    eventLoop.exit();
  } catch (error) {
    eventLoop.crash(error);
  }
}

/** What a finalizer throws costs nothing but its report. */
async function finalize(finalizer: TaskFunction | undefined, results: ResultWriter): Promise<void> {
  try {
    await finalizer?.();
  } catch (thrown) {
    results.reportThrown(ResultKind.WorkerError, thrown);
  }
}

/**
 * Says at the thread's end, whatever brought it, that it has come: a main thread that blocks hears no event. Results of finished tasks that were held back
 * are published first.
 */
export function tellOfExit(results: ResultWriter, control: ControlWriter, doorbell: Doorbell): void {
  process.on('exit', (exitCode) => {
    try {
      results.publish();
    } catch {
      // A damaged ring: the main thread finds out by itself.
    }
    control.ended(exitCode);
    doorbell.ring();
  });
}

/** A rejection that a task left behind must not cost the worker, nor a later task. */
export function reportLeftOverRejections(results: ResultWriter, crash: (error: unknown) => void): void {
  process.on('unhandledRejection', (reason) => {
    try {
      results.reportThrown(ResultKind.WorkerError, reason);
    } catch (error) {
      crash(error);
    }
  });
}
