/** When everything would end and how long each task would wait, in the time unit of the durations. */
export interface Schedule {
  readonly makespan: number;
  readonly waits: Float64Array;
}

/**
 * The greedy schedule: tasks in the order in which they arrive, each to the worker that is free first, and handing over costs
 * nothing. No pool that knows no durations beforehand and keeps the order can do better. All arrive at once when no arrivals are given.
 */
export function greedySchedule(durations: Float64Array, workers: number, arrivals?: Float64Array): Schedule {
  const freeAt = new Float64Array(workers);
  const waits = new Float64Array(durations.length);
  durations.forEach((duration, index) => {
    const arrival = arrivals?.[index] ?? 0;
    const worker = indexOfLowest(freeAt);
    const start = Math.max(arrival, freeAt[worker] ?? 0);
    waits[index] = start - arrival;
    freeAt[worker] = start + duration;
  });
  return { makespan: Math.max(0, ...freeAt), waits };
}

function indexOfLowest(values: Float64Array): number {
  return values.reduce((lowest, value, index) => (value < (values[lowest] ?? Infinity) ? index : lowest), 0);
}
