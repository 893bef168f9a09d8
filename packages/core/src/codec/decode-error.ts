/** Bytes that no encoder wrote: the memory they came from is damaged. */
export class DecodeError extends Error {
  readonly code = 'ERR_MESSAGE_CORRUPT';
  override get name(): string {
    return 'DecodeError';
  }
}
