import { expect, test } from 'vitest';
import { runTask, type Task, waitFor } from '../../../src/make/update/task.ts';

function* depth(left: number): Task<number> {
  return left === 0 ? 0 : 1 + (yield* waitFor(depth(left - 1)));
}

function* failing(left: number): Task<number> {
  if (left === 0) throw new Error('inside');
  try {
    return yield* waitFor(failing(left - 1));
  } catch (error) {
    if (left === 3) return -1;
    throw error;
  }
}

test('tasks wait for each other to any depth, and errors pass through them', () => {
  expect(runTask(depth(200_000))).toBe(200_000);
  expect(runTask(failing(9))).toBe(-1);
  expect(() => runTask(failing(2))).toThrow('inside');
});
