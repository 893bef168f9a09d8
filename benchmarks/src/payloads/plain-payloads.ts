import type { Payload } from './payload.js';

const SMALL = { inFlight: 64, isMoved: false };

const TEXT_LENGTH = 1024;
const NODES = 12;
const ENTRIES = 16;

interface SmallObject {
  readonly a: number;
  readonly b: string;
  readonly c: readonly number[];
}

interface Tree {
  readonly id: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly weights: readonly number[];
    readonly leaf: { id: number };
  }[];
}

const number: Payload = {
  ...SMALL,
  title: 'number',
  make: (seed) => seed + 0.5,
  isIntact: (received, seed) => received === seed + 0.5,
};

const shortString: Payload = {
  ...SMALL,
  title: 'short string',
  make: shortText,
  isIntact: (received, seed) => received === shortText(seed),
};

const longString: Payload = {
  ...SMALL,
  title: '1 KB string',
  make: longText,
  // To build the text anew for a full comparison would cost more than the task.
  isIntact: (received, seed) =>
    typeof received === 'string' && received.length === TEXT_LENGTH && received.startsWith(shortText(seed)),
};

const smallObject: Payload = {
  ...SMALL,
  title: 'small object',
  make: (seed): SmallObject => ({ a: seed, b: 'x', c: [1, 2, 3] }),
  isIntact: (received, seed) => {
    const { a, b, c } = received as SmallObject;
    return a === seed && b === 'x' && c.length === 3 && c[2] === 3;
  },
};

const objectTree: Payload = {
  ...SMALL,
  title: '1 KB object tree',
  make: tree,
  isIntact: (received, seed) => {
    const { id, nodes } = received as Tree;
    return id === seed && nodes.length === NODES && nodes[NODES - 1]?.leaf.id === seed + NODES - 1;
  },
};

const map: Payload = {
  ...SMALL,
  title: 'Map',
  make: (seed) => new Map(Array.from({ length: ENTRIES }, (_, index) => [`key ${index}`, seed + index])),
  isIntact: (received, seed) =>
    received instanceof Map && received.size === ENTRIES && received.get(`key ${ENTRIES - 1}`) === seed + ENTRIES - 1,
};

function shortText(seed: number): string {
  return `task ${seed};`;
}

function longText(seed: number): string {
  return shortText(seed).padEnd(TEXT_LENGTH, 'abcdefghijklmnopqrstuvwxyz');
}

/** Some 1,000 characters as JSON. */
function tree(seed: number): Tree {
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    name: `node ${index} of the tree`,
    weights: [index, index + 0.5, -index],
    leaf: { id: seed + index },
  }));
  return { id: seed, nodes };
}

export const PLAIN_PAYLOADS: readonly Payload[] = [number, shortString, longString, smallObject, objectTree, map];
