/** Who is measured beside the libraries, and is nothing that somebody could use in their place. */
export const CONTENDER_NOTES: Readonly<Record<string, string>> = {
  'in-process': 'a limit, not a pool: the same promises settled without any thread',
  'parked pair': 'no pool: two threads that sleep and wake each other for one number at a time',
  'C++ reference': 'a queue in C++, without a JavaScript engine',
};
