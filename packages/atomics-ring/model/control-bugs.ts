import type { Change } from './planted-bugs.ts';

const FILE = 'control-block.ts';
const FIRST_CLEARED = '    store(words, base + Lane.Position, NONE);\n    const serial';
const SERIAL_STORED = '    store(words, base + Lane.Serial, serial);\n';
const ITEM_STORED = '    store(words, base + Lane.Item, item);\n';
const POSITION_STORED = '    store(words, base + Lane.Position, position);\n';
const TIME_STORED =
  '    // Rounded up, so that no task is ended before its time.\n' +
  '    store(words, base + Lane.StartedAt, Math.ceil(sharedNow()) | 0);\n';
const SECOND_LOOK = '    if (load(words, base + Lane.Serial) !== serial) return undefined;\n';
const NUMBER_GIVEN = '    return next === this.#lookAtAbort(lane, base) ? (next + 1) | 0 : next;\n';

const STOP_CLEARED = '    if (lane !== undefined) store(this.#words, baseOf(lane) + Lane.Stop, NONE);\n';

/** Faults in the pool's control block that the explorer must find. */
export const controlBugs: Readonly<Record<string, readonly Change[]>> = {
  'no second look at the serial number': [{ file: FILE, find: SECOND_LOOK, replace: '' }],
  'a second look at the position alone': [
    {
      file: FILE,
      find: SECOND_LOOK,
      replace: '    if (load(words, base + Lane.Position) !== position) return undefined;\n',
    },
  ],
  'the serial number is read last': [
    { file: FILE, find: '    const serial = load(words, base + Lane.Serial);\n', replace: '' },
    { file: FILE, find: SECOND_LOOK, replace: '    const serial = load(words, base + Lane.Serial);\n' },
  ],
  'a run read without a look at the position': [
    { file: FILE, find: '    if (load(words, base + Lane.Position) !== position) return undefined;\n', replace: '' },
  ],
  'the position is not cleared first': [{ file: FILE, find: FIRST_CLEARED, replace: '    const serial' }],
  'the serial number is not moved': [
    { file: FILE, find: 'load(this.#words, base + Lane.Serial) + 1', replace: 'load(this.#words, base + Lane.Serial)' },
  ],
  'the serial number moves after the item': [
    { file: FILE, find: SERIAL_STORED + ITEM_STORED, replace: ITEM_STORED + SERIAL_STORED },
  ],
  'the position before the item': [
    {
      file: FILE,
      find: ITEM_STORED + TIME_STORED + POSITION_STORED,
      replace: POSITION_STORED + ITEM_STORED + TIME_STORED,
    },
  ],
  'the position before the time': [
    { file: FILE, find: TIME_STORED + POSITION_STORED, replace: POSITION_STORED + TIME_STORED },
  ],
  'the end says nothing': [
    {
      file: FILE,
      find: '    store(this.#words, this.#base(lane) + Lane.Position, NONE);\n  }\n\n  /** Whether this run',
      replace: '  }\n\n  /** Whether this run',
    },
  ],
  'abort by the item': [
    {
      file: FILE,
      find: '    store(this.#words, index, run.serial);\n',
      replace: '    store(this.#words, index, run.item);\n',
    },
    {
      file: FILE,
      find: 'return this.#lookAtAbort(lane, this.#base(lane)) === serial;',
      replace:
        'return this.#lookAtAbort(lane, this.#base(lane)) === load(this.#words, this.#base(lane) + Lane.Item) && serial !== undefined;',
    },
  ],
  'abort of the lane': [
    {
      file: FILE,
      find: '    store(this.#words, index, run.serial);\n',
      replace: '    store(this.#words, index, load(this.#words, baseOf(run.lane) + Lane.Serial));\n',
    },
  ],
  'the serial number that ABORT holds': [{ file: FILE, find: NUMBER_GIVEN, replace: '    return next;\n' }],
  'abort without a notification': [{ file: FILE, find: '    notify(this.#words, index);\n', replace: '' }],
  'a wait for a change since now': [
    {
      file: FILE,
      find: 'this.#seenAborts[lane]!);',
      replace: 'load(this.#words, this.#base(lane) + Lane.Abort));',
    },
  ],
  'STOP is not taken back': [{ file: FILE, find: STOP_CLEARED, replace: '' }],
  'STOP is taken back whomever it names': [
    {
      file: FILE,
      find: '    const lane = this.#laneThatStops(position);\n',
      replace: '    const lane = this.#newestStop;\n',
    },
  ],
  'STOP as a flag': [
    {
      file: FILE,
      find: 'if (peek(this.#words, baseOf(lane) + Lane.Stop) === position) return true;',
      replace: 'if (peek(this.#words, baseOf(lane) + Lane.Stop) !== NONE && position !== NONE) return true;',
    },
  ],
  'one STOP for all records': [
    {
      file: FILE,
      find: '    this.#newestStop = free ?? (this.#newestStop + 1) % this.#lanes;\n',
      replace: '    this.#newestStop = free === undefined ? 1 : 0;\n',
    },
  ],
};
