/** What a run may use. Each can be left out, to see whether a fault needs it. */
export const FEATURES = [
  'abort',
  'broadcast',
  'cancel',
  'concurrency',
  'exit',
  'failFast',
  'finalizer',
  'grace',
  'idle',
  'initializer',
  'memoryLimit',
  'payloads',
  'progress',
  'queueLimit',
  'recycling',
  'rejections',
  'retries',
  'settled',
  'sync',
  'terminate',
  'timeout',
  'timers',
] as const;
export type Feature = (typeof FEATURES)[number];

/** All features but those named. Throws `RangeError` for a name that is none. */
export function featuresWithout(names: readonly string[]): Set<Feature> {
  const left = new Set<Feature>(FEATURES);
  for (const name of names) {
    if (!left.delete(name as Feature))
      throw new RangeError(`Expected --without some of ${FEATURES.join(', ')}, got ${name}.`);
  }
  return left;
}
