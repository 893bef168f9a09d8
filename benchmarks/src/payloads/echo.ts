/** Gives back what it got: the value travels there and back. */
export function echo<Value>(value: Value): Value {
  return value;
}
