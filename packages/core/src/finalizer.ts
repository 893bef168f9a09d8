import type { Engine } from './engine.js';

/** Stops the engines of pools that were dropped without `close` or `terminate`. It holds what must be torn down, and never the pool. */
const dropped = new FinalizationRegistry<Engine>((engine) => {
  if (engine.state !== 'running') return;
  process.emitWarning(
    'A pool was dropped while it was running; its workers are stopped. Call `terminate()` or `close()`.',
    'ResourceWarning',
  );
  void engine.life.terminate();
});

/** Watches over a pool: when nobody holds it any more, its engine is stopped. */
export function stopWhenDropped(pool: object, engine: Engine): void {
  dropped.register(pool, engine);
}
