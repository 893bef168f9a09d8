import { datasetText } from '../kernels/datasets.js';
import { PLAIN_PAYLOADS } from '../payloads/plain-payloads.js';

/** A kind of value that programs send. */
export interface CodecValue {
  readonly title: string;
  readonly value: unknown;
  /** Whether JSON gives the same value back. */
  readonly isJson: boolean;
}

const SEED = 7;
const RECORDS = 100;
const NUMBERS = 1_000;

interface Flight {
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

export function codecValues(): readonly CodecValue[] {
  return [...plainValues(), ...recordValues(), ...textValues(), ...numberValues(), ...otherValues()];
}

/** The values of S4. Its tree has a -0, which JSON does not know: one copy by JSON makes it fit for all. */
function plainValues(): readonly CodecValue[] {
  return PLAIN_PAYLOADS.filter(({ title }) => title !== 'number').map(({ title, make }) => {
    const isJson = title !== 'Map';
    const value = make(SEED);
    return { title, value: isJson ? (JSON.parse(JSON.stringify(value)) as unknown) : value, isJson };
  });
}

function recordValues(): readonly CodecValue[] {
  const flights = (JSON.parse(datasetText('flights-2k.json')) as readonly Flight[]).slice(0, RECORDS);
  const rows = zipCodeRows().slice(0, RECORDS);
  return [
    { title: 'flight', value: flights[0], isJson: true },
    { title: `${RECORDS} flights`, value: flights, isJson: true },
    { title: 'zip code row', value: rows[0], isJson: true },
    { title: `${RECORDS} zip code rows`, value: rows, isJson: true },
    { title: `${RECORDS} objects of different keys`, value: mixedObjects(), isJson: true },
  ];
}

function zipCodeRows(): readonly object[] {
  const [header = '', ...lines] = datasetText('zipcodes.csv').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((text, column) => [names[column] ?? '', text])));
}

/** No two have the same keys: what looks for a likeness looks in vain. */
function mixedObjects(): readonly object[] {
  return Array.from({ length: RECORDS }, (_, index) => ({
    id: index,
    [`first${index}`]: index,
    [`second${index}`]: 0,
    kind: 1,
  }));
}

function textValues(): readonly CodecValue[] {
  return [
    { title: 'short two-byte string', value: 'Zürich – Kraków', isJson: true },
    { title: '1 KB two-byte string', value: 'Łódź, Kraków; '.repeat(37), isJson: true },
  ];
}

function numberValues(): readonly CodecValue[] {
  const integers = Array.from({ length: NUMBERS }, (_, index) => index * 1_000);
  return [
    { title: `${NUMBERS} integers`, value: integers, isJson: true },
    { title: `${NUMBERS} fractions`, value: integers.map((integer) => integer / 7), isJson: true },
    { title: `Float64Array of ${NUMBERS}`, value: Float64Array.from(integers), isJson: false },
  ];
}

function otherValues(): readonly CodecValue[] {
  return [{ title: 'Error', value: new RangeError('Expected a length of at least 1, got 0.'), isJson: false }];
}
