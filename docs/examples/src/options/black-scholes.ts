import type { Calls } from './contract.js';

/** The price of a European call in closed form (Black and Scholes 1973). */
export function blackScholes({ spot, rate, volatility, years }: Calls, strike: number): number {
  const deviation = volatility * Math.sqrt(years);
  const upper = (Math.log(spot / strike) + rate * years) / deviation + deviation / 2;
  const discounted = strike * Math.exp(-rate * years);
  return spot * normalDistribution(upper) - discounted * normalDistribution(upper - deviation);
}

/**
 * The distribution function of the standard normal distribution, by its Taylor series: Marsaglia, "Evaluating the normal distribution"
 * (https://doi.org/10.18637/jss.v011.i04). Exact to 15 digits within 6 deviations.
 */
export function normalDistribution(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3, previous = NaN; sum !== previous; n += 2) {
    previous = sum;
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
