import type { TaskArgs, TaskName, TaskResult } from '../task-types.js';
import type { NumericInput } from './array-checks.js';
import type { TypedArray } from './shared-array.js';

/** Names of the functions of a module that can be called with these parameters first. */
export type KernelNames<M, First extends readonly unknown[]> = {
  // oxlint-disable-next-line typescript/no-explicit-any -- further parameters may be of any type
  [K in TaskName<M>]: M[K] extends (...args: [...First, ...any[]]) => unknown ? K : never;
}[TaskName<M>];

/** Functions that take a range: `(begin, end, ...args)`. */
export type ForKernel<M> = KernelNames<M, [begin: number, end: number]>;

/** Functions that fill an output: `(block, offset, output, ...args)`. */
export type MapKernel<M> = KernelNames<M, [block: never, offset: number, output: never]>;

/** Functions that make a value of a block: `(block, offset, ...args)`. */
export type ReduceKernel<M> = KernelNames<M, [block: never, offset: number]>;

/** Functions that fill an output from a carry on: `(block, output, carry, ...args)`. */
export type ScanKernel<M> = KernelNames<M, [block: never, output: never, carry: undefined]>;

/** The parameters of a function that come after the first two, or the first three. */
export type ArgsAfter2<M, K extends keyof M> =
  TaskArgs<M, K> extends [unknown?, unknown?, ...infer A] ? A : readonly unknown[];
export type ArgsAfter3<M, K extends keyof M> =
  TaskArgs<M, K> extends [unknown?, unknown?, unknown?, ...infer A] ? A : readonly unknown[];

/** What a kernel reads: arrays of its first parameter's class, and arrays of numbers where that takes a `Float64Array`. */
export type KernelInput<M, K extends keyof M> =
  TaskArgs<M, K> extends [(infer B)?, ...unknown[]] ? ArraysFor<B> : NumericInput;

export type ArraysFor<B> = unknown extends B
  ? NumericInput
  : (B extends TypedArray ? B : never) | (Float64Array extends B ? readonly number[] : never);

/** The output a kernel fills, its second or its third parameter. */
export type MapOutput<M, K extends keyof M> =
  TaskArgs<M, K> extends [unknown?, unknown?, (infer O)?, ...unknown[]] ? OutputsFor<O> : TypedArray;
export type ScanOutput<M, K extends keyof M> =
  TaskArgs<M, K> extends [unknown?, (infer O)?, ...unknown[]] ? OutputsFor<O> : TypedArray;

export type OutputsFor<O> = unknown extends O ? TypedArray : Extract<O, TypedArray>;

/** Functions of the module that put two values together. */
export type CombineName<M, R> = {
  [K in TaskName<M>]: M[K] extends (left: R, right: R) => R ? K : never;
}[TaskName<M>];

/** The name of an export that puts two values together, or a function here. It must be associative; that it is commutative is not assumed. */
export type CombineOf<M, R> = unknown extends R ? LooseCombine : CombineName<M, R> | ((left: R, right: R) => R);

/** Where nobody knows what the kernel gives. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any function must be assignable
export type LooseCombine = string | ((left: any, right: any) => unknown);

/** `args`, which can be left out where the kernel needs none. */
export type ArgsField<A> = [] extends A ? { readonly args?: A } : { readonly args: A };

export interface GrainField {
  /** Elements of a block. Default: by the length alone. */
  readonly grain?: number;
}

/** `output`, which can be left out where the input's class serves. */
export type OutputField<I, O> = (I extends readonly number[] ? Float64Array : I) extends O
  ? { readonly output?: O }
  : { readonly output: O };

/** What `mapBlocks` is given besides the input. */
export type MapWork<M, K extends keyof M, I> = GrainField &
  ArgsField<ArgsAfter3<M, K>> &
  OutputField<I, MapOutput<M, K>>;

/** What `reduce` is given besides the input. */
export type ReduceWork<M, K extends keyof M> = GrainField &
  ArgsField<ArgsAfter2<M, K>> & {
    readonly combine: CombineOf<M, TaskResult<M, K>>;
    /** Comes before all else; the result of an empty input. */
    readonly initial?: TaskResult<M, K>;
  };

/** What `scan` is given besides the input. */
export type ScanWork<M, K extends keyof M, I> = GrainField &
  ArgsField<ArgsAfter3<M, K>> &
  OutputField<I, ScanOutput<M, K>> & { readonly combine: CombineOf<M, TaskResult<M, K>> };

/** An argument that can be left out where nothing in it is needed, and the options. */
export type Rest<W, O> = object extends W ? [work?: W, options?: O] : [work: W, options?: O];

/** Arguments and options of `parallelFor`. */
export type ForRest<M, K extends keyof M, O> =
  [] extends ArgsAfter2<M, K> ? [args?: ArgsAfter2<M, K>, options?: O] : [args: ArgsAfter2<M, K>, options?: O];
