/** The other half of the parked pair: sleeps until a number is asked for, answers it and sleeps again. */
import { workerData } from 'node:worker_threads';
import { addOne } from './add-one.js';

/** What the two threads share. */
export interface ParkedMemory {
  /** How many questions were asked, and how many were answered: each thread sleeps on the other's word. */
  readonly words: Int32Array;
  /** The question and the answer. */
  readonly values: Float64Array;
}

export const Word = { Asked: 0, Answered: 1 } as const;
export const Value = { Question: 0, Answer: 1 } as const;

/** Keeps answering; the thread is ended from outside. */
function answerForEver({ words, values }: ParkedMemory): never {
  for (let answered = 0; ; answered += 1) {
    while (Atomics.load(words, Word.Asked) === answered) Atomics.wait(words, Word.Asked, answered);
    values[Value.Answer] = addOne(values[Value.Question] ?? Number.NaN);
    Atomics.store(words, Word.Answered, answered + 1);
    Atomics.notify(words, Word.Answered);
  }
}

if (workerData !== null) answerForEver(workerData as ParkedMemory);
