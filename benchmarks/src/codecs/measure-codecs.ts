import { isDeepStrictEqual } from 'node:util';
import { rotate } from '../measure.js';
import { type Summary, summarize } from '../statistics.js';
import { WrongResultError } from '../verify.js';
import type { Codec } from './codecs.js';
import type { CodecValue } from './codec-values.js';

export interface CodecEffort {
  readonly rounds: number;
  /** How long one sample takes. */
  readonly sampleMillis: number;
}

/** Copies per second of one value by one codec. */
export interface CodecRate extends Summary {
  readonly value: string;
  readonly codec: string;
}

/** Each codec once in every round, in an order that moves on. What came out is checked before and after. */
export function measureCodecs(
  values: readonly CodecValue[],
  codecs: readonly Codec[],
  effort: CodecEffort,
): readonly CodecRate[] {
  return values.flatMap((value) =>
    measureValue(
      value,
      codecs.filter((codec) => codec.accepts(value)),
      effort,
    ),
  );
}

function measureValue(value: CodecValue, codecs: readonly Codec[], effort: CodecEffort): readonly CodecRate[] {
  const samples = new Map(codecs.map((codec) => [codec, [] as number[]]));
  for (const codec of codecs) warmUp(codec, value, effort);
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const codec of rotate(codecs, round)) samples.get(codec)?.push(copiesPerSecond(codec, value, effort));
  }
  return codecs.flatMap((codec) => {
    checkCopy(codec, value);
    const summary = summarize(samples.get(codec) ?? []);
    return summary === undefined ? [] : [{ ...summary, value: value.title, codec: codec.name }];
  });
}

function warmUp(codec: Codec, value: CodecValue, effort: CodecEffort): void {
  checkCopy(codec, value);
  copiesPerSecond(codec, value, effort);
}

function copiesPerSecond(codec: Codec, { value }: CodecValue, { sampleMillis }: CodecEffort): number {
  const begin = performance.now();
  let copies = 0;
  let elapsed = 0;
  for (let batch = 1; elapsed < sampleMillis; batch *= 2) {
    for (let index = 0; index < batch; index += 1) codec.copy(value);
    copies += batch;
    elapsed = performance.now() - begin;
  }
  return (copies / elapsed) * 1_000;
}

function checkCopy(codec: Codec, { title, value }: CodecValue): void {
  const copy = codec.copy(value);
  if (!isDeepStrictEqual(copy, value)) {
    throw new WrongResultError(`Expected ${codec.name} to copy "${title}", got something else.`);
  }
}
