/** Reads the numbers of a WebAssembly binary, one after the other. The binary was compiled before: its form is not checked. */
export class BinaryReader {
  readonly bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  readByte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new RangeError(`Expected a byte at ${this.position} of the module, got its end.`);
    this.position += 1;
    return byte;
  }

  /** An integer in LEB128, seven bits a byte, the lowest first. */
  readUnsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.readByte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** The place behind an integer in LEB128 of any width, with a sign or without. */
  skipInteger(): void {
    while (this.readByte() >= 0x80);
  }

  /** As many bytes as the integer before them says. */
  readBytes(): Uint8Array {
    const length = this.readUnsigned();
    const begin = this.position;
    this.position += length;
    return this.bytes.subarray(begin, this.position);
  }
}

/** An unsigned integer in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}
