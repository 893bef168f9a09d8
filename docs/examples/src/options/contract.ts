/** European calls on one share, and the market they are in: rates and the volatility are by the year, of logarithms. */
export interface Calls {
  readonly spot: number;
  readonly rate: number;
  readonly volatility: number;
  readonly years: number;

  /** The prices at which the holder may buy at the end. */
  readonly strikes: readonly number[];
}
