export { AsyncResult } from './async-result.js';
export type { Submitted } from './async-result.js';
export type {
  ApplyOptions,
  ChunkOptions,
  ImapOptions,
  MapOptions,
  NumericOptions,
  TaskOptions,
} from './call-options.js';
export type { ChunkSize } from './chunking.js';
export { move } from './codec/move.js';
export {
  InitializerError,
  PoolBrokenError,
  PoolError,
  PoolNotRunningError,
  PoolStillRunningError,
  PoolTerminatedError,
  QueueFullError,
  ResultTimeoutError,
  SerializationError,
  TaskAbortedError,
  TaskTimeoutError,
  UnknownTaskError,
  WorkerLostError,
} from './errors.js';
export type { UnknownTaskOptions, WorkerLostOptions } from './errors.js';
export type { HistogramSummary } from './histogram.js';
export type { InlineFunctions } from './inline-module.js';
export type { Input } from './input-reader.js';
export type { PoolState } from './lifecycle.js';
export type { NumericInput } from './numeric/array-checks.js';
export type { BlockRange } from './numeric/block-edges.js';
export type { BlockSummary } from './numeric/block-statistics.js';
export type {
  ArgsAfter2,
  ArgsAfter3,
  ArgsField,
  ArraysFor,
  CombineName,
  CombineOf,
  ForKernel,
  ForRest,
  GrainField,
  KernelInput,
  KernelNames,
  LooseCombine,
  MapKernel,
  MapOutput,
  MapWork,
  OutputField,
  OutputsFor,
  ReduceKernel,
  ReduceWork,
  Rest,
  ScanKernel,
  ScanOutput,
  ScanWork,
} from './numeric/kernel-types.js';
export type { ForRange } from './numeric/numeric-options.js';
export { sharedArray } from './numeric/shared-array.js';
export type { SharedArrayValues, TypedArray, TypedArrayConstructor } from './numeric/shared-array.js';
export { Pool } from './pool.js';
export type { CallRest } from './pool.js';
export type { PoolEvents, WorkerEvent, WorkerExitEvent, WorkerLostEvent } from './pool-events.js';
export type { PoolOptions, RestartLimit, ThreadOptions } from './pool-options.js';
export type { PoolStats } from './pool-stats.js';
export type { Progress, ProgressListener } from './progress.js';
export type { ResultIterator } from './result-iterator.js';
export type { TaskProxy } from './task-proxy.js';
export type { TaskArgs, TaskItem, TaskModule, TaskName, TaskResult } from './task-types.js';
export type { WorkerState } from './worker-handle.js';
export type { WorkerInfo } from './worker-info.js';
