/** What each setting of a contender can do at most, in tasks per second. */
export type Capacities = ReadonlyMap<string, number>;

/** The capacity of the best setting; 0 when there is none. */
export function bestCapacity(capacities: Capacities): number {
  return Math.max(0, ...capacities.values());
}

/**
 * The settings that keep up with so many arrivals, the strongest first. What comes faster than it goes makes a queue that
 * grows for as long as one looks: there is no latency to speak of.
 */
export function settingsThatCarry(capacities: Capacities, arrivalsPerSecond: number): readonly string[] {
  return [...capacities]
    .filter(([, capacity]) => capacity > arrivalsPerSecond)
    .sort(([, one], [, other]) => other - one)
    .map(([setting]) => setting);
}
