/** Loaded by `--import` before anything of the library, in the main thread and in each worker: counts the thread's calls of `Atomics`. */

/** Index of the word TAIL in a ring's header: looking at it again and again is all a thread does that waits for the other one. */
const TAIL = 32;

const uncounted = { ...functionsOf(Atomics) };
const calls = {};

for (const [name, original] of Object.entries(uncounted)) {
  Atomics[name] = (words, index, ...rest) => {
    const key = name === 'load' && index === TAIL ? 'look' : name;
    calls[key] = (calls[key] ?? 0) + 1;
    return original(words, index, ...rest);
  };
}

/** What this thread has called so far; `look` is a load of TAIL, `load` any other. */
globalThis.atomicsCalls = () => ({ ...calls });
globalThis.uncountedAtomics = uncounted;

function functionsOf(namespace) {
  return Object.fromEntries(
    Object.getOwnPropertyNames(namespace).flatMap((name) =>
      typeof namespace[name] === 'function' ? [[name, namespace[name]]] : [],
    ),
  );
}
