import { controlBugs } from './control-bugs.ts';

/** A piece of text of a source file, and what stands there instead. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const EXCHANGE_OF_CLAIM =
  '    const seen = compareExchange(this.#words, Word.Claim, this.#readPosition, end);\n' +
  '    if (seen !== this.#readPosition) return this.#passOver(seen, isHolding);\n';

const EXCHANGE_OF_RECALL = '      const seen = compareExchange(this.words, Word.Claim, from, through);\n';

/** Faults that the explorer must find, each as changes of the text that ships. */
export const plantedBugs: Readonly<Record<string, readonly Change[]>> = {
  ...controlBugs,
  'publish before write': [
    {
      file: 'ring-producer.ts',
      find: '    this.bytes.set(bytes, offset);\n    this.commit();\n',
      replace: '    this.commit();\n    this.bytes.set(bytes, offset);\n',
    },
  ],
  'publish numbers before write': [
    {
      file: 'number-producer.ts',
      find:
        '    this.#numbers[placeOf(this.stagedEnd, this.#mask)] = value;\n' +
        '    this.stagedEnd = advance(this.stagedEnd, 1);\n',
      replace:
        '    this.stagedEnd = advance(this.stagedEnd, 1);\n    this.publish();\n' +
        '    this.#numbers[placeOf(this.stagedEnd - 1, this.#mask)] = value;\n',
    },
  ],
  'release before read': [
    {
      file: 'ring-consumer.ts',
      find: '      visited += 1;\n',
      replace: '      visited += 1;\n      this.release();\n',
    },
  ],
  'write without a look at HEAD': [
    {
      file: 'writing-side.ts',
      find: '    if (known >= needed) return known;\n',
      replace: '    return this.capacity;\n',
    },
  ],
  'no recheck before parking': [{ file: 'doorbell.ts', find: 'if (!hasNews()) wait(', replace: 'wait(' }],
  'recheck before the flag is up': [
    {
      file: 'doorbell.ts',
      find:
        '    store(this.#words, this.#index, ASLEEP);\n' +
        '    // R7: the flag first, then the last look. Pairs with the load in ring().\n' +
        '    if (!hasNews()) wait(',
      replace: '    if (hasNews()) return;\n    store(this.#words, this.#index, ASLEEP);\n    wait(',
    },
  ],
  'a notification that changes nothing': [
    {
      file: 'doorbell.ts',
      find: '    if (exchange(this.#words, this.#index, AWAKE) === AWAKE) return false;\n',
      replace: '',
    },
  ],
  'wake one waiter only': [
    {
      file: 'doorbell.ts',
      find: 'notify(this.#words, this.#index);\n    return',
      replace: 'notify(this.#words, this.#index, 1);\n    return',
    },
  ],
  'a blocked sleep that lowers the flag of an armed one': [
    { file: 'doorbell.ts', find: 'if (this.#pending === undefined) store(', replace: 'store(' },
  ],
  'the flag is read before TAIL is stored': [
    {
      file: 'ring-producer.ts',
      find: '    this.stage(length);\n    this.publish();\n    this.wakeConsumer();\n',
      replace: '    this.stage(length);\n    this.wakeConsumer();\n    this.publish();\n',
    },
  ],
  'the flag is read before HEAD is stored': [
    {
      file: 'reading-side.ts',
      find: '    store(this.words, Word.Head, this.readPosition);\n    this.#wokeProducer = this.#producer.ring();\n',
      replace:
        '    this.#wokeProducer = this.#producer.ring();\n    store(this.words, Word.Head, this.readPosition);\n',
    },
  ],
  'sleeping on a word that nobody changes': [
    {
      file: 'doorbell.ts',
      find: 'if (!hasNews()) wait(this.#words, this.#index, ASLEEP, timeoutMs);',
      replace: 'if (!hasNews()) wait(this.#words, this.#index + 1, AWAKE, timeoutMs);',
    },
  ],
  'sleeping on TAIL': [
    {
      file: 'claiming-consumer.ts',
      find: "import { compareExchange, load, store } from './atomics.js';",
      replace: "import { compareExchange, load, store, wait } from './atomics.js';",
    },
    {
      file: 'claiming-consumer.ts',
      find: '    this.#ownDoorbell.sleepSync(() => this.hasNews(), timeoutMs);\n',
      replace:
        '    store(this.#words, Word.ConsumerParked, 1);\n' +
        '    if (!this.hasNews()) wait(this.#words, Word.Tail, this.#readPosition, timeoutMs);\n' +
        '    store(this.#words, Word.ConsumerParked, 0);\n',
    },
  ],
  'close without a flag': [{ file: 'reading-side.ts', find: '    this.#ownDoorbell.raise();\n', replace: '' }],
  'close with the last look before the flag': [
    {
      file: 'reading-side.ts',
      find: '    this.#ownDoorbell.raise();\n    this.#producer.ring();\n    this.lookForMore();\n',
      replace: '    this.lookForMore();\n    this.#ownDoorbell.raise();\n    this.#producer.ring();\n',
    },
  ],
  'close without a bell': [
    { file: 'reading-side.ts', find: 'raise();\n    this.#producer.ring();\n', replace: 'raise();\n' },
  ],
  'the closing flag is read after TAIL': [
    {
      file: 'reading-side.ts',
      find: 'return load(this.words, Word.Closed) !== 0 && !this.hasRecords();',
      replace: 'return !this.hasRecords() && load(this.words, Word.Closed) !== 0;',
    },
  ],
  'claim by load and store': [
    {
      file: 'claiming-consumer.ts',
      find: EXCHANGE_OF_CLAIM,
      replace:
        '    const seen = load(this.#words, Word.Claim);\n' +
        '    if (seen !== this.#readPosition) return this.#passOver(seen, isHolding);\n' +
        '    store(this.#words, Word.Claim, end);\n',
    },
  ],
  'claim by plain store': [
    {
      file: 'claiming-consumer.ts',
      find: EXCHANGE_OF_CLAIM,
      replace: '    this.#words[Word.Claim] = end;\n',
    },
  ],
  'a failed claim is taken as success': [
    {
      file: 'claiming-consumer.ts',
      find: '    if (seen !== this.#readPosition) return this.#passOver(seen, isHolding);\n',
      replace: '',
    },
  ],
  'a failed claim does not move on': [
    {
      file: 'claiming-consumer.ts',
      find: '    this.#readPosition = seen;\n    this.#batchEnd = seen;\n',
      replace: '',
    },
  ],
  'recall by load and store': [
    {
      file: 'recalling-producer.ts',
      find: EXCHANGE_OF_RECALL,
      replace:
        '      const seen = load(this.words, Word.Claim);\n' +
        '      if (seen === from) store(this.words, Word.Claim, through);\n',
    },
    {
      file: 'recalling-producer.ts',
      find: "import { compareExchange, load } from './atomics.js';",
      replace: "import { load, store } from './atomics.js';",
    },
  ],
  'a failed recall is taken as success': [
    {
      file: 'recalling-producer.ts',
      find: '      if (seen === from) return',
      replace: '      return',
    },
  ],
  'what was taken is decided before the exchange': [
    {
      file: 'recalling-producer.ts',
      find: '      from = seen;\n',
      replace:
        '      return compareExchange(this.words, Word.Claim, seen, through) === seen ? this.visitRange(from, through, visit) : 0;\n',
    },
  ],
  'TAIL is rewound after a recall': [
    {
      file: 'recalling-producer.ts',
      find: "import { compareExchange, load } from './atomics.js';",
      replace: "import { compareExchange, load, store } from './atomics.js';",
    },
    {
      file: 'recalling-producer.ts',
      find: '      if (seen === from) return this.visitRange(from, through, visit);\n',
      replace:
        '      if (seen === from) {\n' +
        '        const visited = this.visitRange(from, through, visit);\n' +
        '        this.stagedEnd = from;\n' +
        '        store(this.words, Word.Tail, from);\n' +
        '        return visited;\n' +
        '      }\n',
    },
  ],
  'a claiming consumer that begins at CLAIM': [
    {
      file: 'claiming-consumer.ts',
      find: 'this.#readPosition = load(this.#words, Word.Head);',
      replace: 'this.#readPosition = load(this.#words, Word.Claim);',
    },
  ],
  'passing over without HEAD': [
    { file: 'claiming-consumer.ts', find: '    store(this.#words, Word.Head, seen);\n', replace: '' },
  ],
  'passing over gives back what is open': [
    { file: 'claiming-consumer.ts', find: "    if (isHolding) return 'recalled';\n", replace: '' },
  ],
  'HEAD at the claim': [
    {
      file: 'claiming-consumer.ts',
      find: '    this.#batchEnd = end;\n',
      replace: '    this.#batchEnd = end;\n    store(this.#words, Word.Head, end);\n',
    },
  ],
  'messages taken in order without numbers': [
    { file: 'port-transport.ts', find: 'if (received.message.sequence === sequence) return', replace: 'return' },
  ],
  'the stamp before the length': [
    {
      file: 'ring-producer.ts',
      find:
        '    this.view.setInt32(place, length, true);\n' +
        '    this.view.setInt32(place + STAMP_OFFSET, stampOf(position), true);\n',
      replace:
        '    this.view.setInt32(place + STAMP_OFFSET, stampOf(position), true);\n' +
        '    this.view.setInt32(place, length, true);\n',
    },
  ],
  'no zero stamp behind a record': [
    {
      file: 'ring-producer.ts',
      find: '    this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);\n    this.view.setInt32(place, length, true);\n    this.view.setInt32(place + STAMP',
      replace: '    this.view.setInt32(place, length, true);\n    this.view.setInt32(place + STAMP',
    },
  ],
  'the zero stamp after the stamp': [
    {
      file: 'ring-producer.ts',
      find:
        '    this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);\n' +
        '    this.view.setInt32(place, length, true);\n' +
        '    this.view.setInt32(place + STAMP_OFFSET, stampOf(position), true);\n',
      replace:
        '    this.view.setInt32(place, length, true);\n' +
        '    this.view.setInt32(place + STAMP_OFFSET, stampOf(position), true);\n' +
        '    this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);\n',
    },
  ],
  'no room kept for the zero stamp': [
    { file: 'ring-producer.ts', find: 'padding + size + RECORD_HEADER_BYTES', replace: 'padding + size' },
  ],
  'a record is shrunk before its new end is marked': [
    {
      file: 'ring-producer.ts',
      find:
        '    if (end !== this.stagedEnd) this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);\n' +
        '    this.view.setInt32(place, length, true);\n',
      replace:
        '    this.view.setInt32(place, length, true);\n' +
        '    if (end !== this.stagedEnd) this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);\n',
    },
  ],
  'a reset that leaves old stamps': [
    {
      file: 'reset-ring.ts',
      find: 'new Uint8Array(buffer).fill(0)',
      replace: 'new Uint8Array(buffer, 0, 640).fill(0)',
    },
  ],
  'salvage of what was published only': [
    {
      file: 'ring-consumer.ts',
      find: 'while (isStamped(this.#view, this.readPosition, this.#mask)) {',
      replace: 'while (taken < 0) {',
    },
  ],
};
