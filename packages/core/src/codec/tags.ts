/**
 * The first byte of every encoded value. Numbers are little-endian, nothing is aligned but the blocks of buffers.
 *
 * ```text
 *  string   := Latin1Short u8 bytes | Latin1 u32 bytes | Utf16 u32(code units) bytes
 *  entries  := (string value)* End                                  own properties, in order
 *  block    := u32(bytes) u8(pad) pad-bytes bytes                    bytes stand at a multiple of 8 in memory
 *  message  := value* bodies                                         bodies: see `Deferred`
 * ```
 */
export const TAG_END = 0;
export const TAG_UNDEFINED = 1;
export const TAG_NULL = 2;
export const TAG_TRUE = 3;
export const TAG_FALSE = 4;
/** i32 */
export const TAG_INT32 = 5;
/** f64 */
export const TAG_FLOAT64 = 6;
export const TAG_LATIN1_SHORT = 7;
export const TAG_LATIN1 = 8;
export const TAG_UTF16 = 9;
/** entries */
export const TAG_OBJECT = 10;
/** u32(length) value×length entries */
export const TAG_ARRAY = 11;
/** u32(length) i32×length */
export const TAG_INT32_ARRAY = 12;
/** u32(length) f64×length */
export const TAG_FLOAT64_ARRAY = 13;
/** u32(length) entries: indexes stand among the keys */
export const TAG_SPARSE_ARRAY = 14;
/** u32: the object that was met as the nth in this message */
export const TAG_REFERENCE = 15;
/** i64 */
export const TAG_BIGINT64 = 16;
/** u8(1 when negative) string of hexadecimal digits */
export const TAG_BIGINT = 17;
/** f64: time value, NaN when invalid */
export const TAG_DATE = 18;
/** string(source) string(flags) */
export const TAG_REGEXP = 19;
/** u32(size) (value value)×size */
export const TAG_MAP = 20;
/** u32(size) value×size */
export const TAG_SET = 21;
/** value, a primitive */
export const TAG_BOXED = 22;
/** block */
export const TAG_ARRAY_BUFFER = 23;
/** f64(maxByteLength) block */
export const TAG_RESIZABLE_BUFFER = 24;
/** u8(kind) block: a view that brings its own bytes only */
export const TAG_OWN_VIEW = 25;
/** u8(kind) f64(byteOffset) f64(length, -1 when it follows the buffer's) value(buffer) */
export const TAG_VIEW = 26;
/** f64: number of a shared buffer that the other side knows */
export const TAG_SHARED_BUFFER = 27;
/** u32: place in the attachments */
export const TAG_ATTACHMENT = 28;
/** error: see remote-error */
export const TAG_ERROR = 29;
/**
 * Stands for an object that lies too deep to be written by recursion. Its body, an ordinary value, comes after the message's own values,
 * in the order in which these marks were met. The next byte is the body's tag: object, array, map, set or error. Bodies of objects and arrays begin with one of their own.
 */
export const TAG_DEFERRED = 30;

/** u8(kind) block: a view of all of a buffer, which is met with it (the buffer first) */
export const TAG_WHOLE_VIEW = 31;

/** u8(count) string×count, then value×count: an object, whose names from here on have the next number. `End` in place of a value: it has no such property. */
export const TAG_NEW_SHAPE = 32;
/** u8(number) value×count: an object with the names of that shape */
export const TAG_SHAPE = 33;

/** Containers nested deeper than this are deferred: neither side's stack grows with the depth of a value. */
export const MAX_DEPTH = 128;

/** Bytes of a number that is an `Int32`, its tag included, and of any other. */
export const INT32_BYTES = 5;
export const NUMBER_BYTES = 9;
