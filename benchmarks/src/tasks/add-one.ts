/** The smallest task that can be checked: all that is measured around it is the pool. */
export function addOne(x: number): number {
  return x + 1;
}

/** What piscina and tinypool call when no name is said. */
// oxlint-disable-next-line no-default-export -- their interface asks for it
export default addOne;
