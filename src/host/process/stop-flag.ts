/**
 * How Ctrl-C reaches a command that has a best answer so far: two words that both threads share. Signals arrive in the main
 * thread, and the evaluating one, which never waits for messages, looks at the words.
 */

/** Words of the flag: set by the main thread when the user asks, by the worker when it first looks. */
const asked = 0;
const looked = 1;

/** What the two threads share. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

/** A flag that nothing has been asked of. */
export function createStopFlag(): StopFlag {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** The worker's side: true once the user asks for the best answer so far. */
export function isStopAsked(flag: StopFlag): boolean {
  Atomics.store(flag, looked, 1);
  return Atomics.load(flag, asked) !== 0;
}

/** The main thread's side: true where the worker looks at the flag, and was not asked before. */
export function askToStop(flag: StopFlag): boolean {
  return Atomics.load(flag, looked) !== 0 && Atomics.exchange(flag, asked, 1) === 0;
}
