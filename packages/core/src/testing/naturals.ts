/** Counts up for ever; notes how far it was read, and whether it was closed. */
export class Naturals implements Iterable<number> {
  taken = 0;
  isClosed = false;

  *[Symbol.iterator](): Generator<number, void, undefined> {
    try {
      for (;;) yield this.taken++;
    } finally {
      this.isClosed = true;
    }
  }
}
