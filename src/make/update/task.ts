/**
 * Deep recursion without the JavaScript stack: a task yields the tasks it waits for and gets back what
 * they return. A chain of prerequisites may be as long as memory allows.
 */

/** A computation that may wait for others; yields only tasks. */
export type Task<T> = Generator<Task<unknown>, T, unknown>;

/** Waits for another task: `const value = yield* waitFor(task)`. */
export function* waitFor<T>(task: Task<T>): Task<T> {
  return (yield task) as T;
}

/** Carries out a task with everything it waits for. What a task throws goes through those that wait for it. */
export function runTask<T>(task: Task<T>): T {
  const stack: Task<unknown>[] = [task];
  let value: unknown;
  let error: { readonly thrown: unknown } | null = null;
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    try {
      const step: IteratorResult<Task<unknown>, unknown> = error === null ? top.next(value) : top.throw(error.thrown);
      error = null;
      if (step.done === true) {
        stack.pop();
        value = step.value;
      } else {
        stack.push(step.value);
        value = undefined;
      }
    } catch (thrown) {
      stack.pop();
      error = { thrown };
    }
  }
  if (error !== null) throw error.thrown;
  return value as T;
}
