import { describe, expect, test } from 'vitest';
import { dialects } from '../../../src/make/syntax/dialect.ts';
import { parseStatement, splitAssignment, splitComparison } from '../../../src/make/syntax/statement.ts';

const { syntax } = dialects['4.3'];

describe('the kind of a line (docs/make-semantics.md §1.2)', () => {
  test.each<[string, object]>([
    ['A = b # c', { kind: 'assignment', assignment: { name: 'A', operator: '=', value: 'b ' } }],
    ['export override A := b', { kind: 'assignment', modifiers: { isExport: true, isOverride: true } }],
    ['ifdef = 1', { kind: 'assignment', assignment: { name: 'ifdef' } }],
    ['export A B', { kind: 'export', args: 'A B' }],
    ['define A', { kind: 'define', header: 'A' }],
    ['else ifeq (a,b)', { kind: 'else', nested: { kind: 'conditional', word: 'ifeq' } }],
    ['-include a b', { kind: 'include', isOptional: true, args: 'a b' }],
    ['vpath %.c src', { kind: 'vpath', args: '%.c src' }],
    ['a: b ; c # d', { kind: 'rule', head: 'a: b ', recipe: ' c # d' }],
    ['  # comment', { kind: 'blank' }],
  ])('%s', (text, wanted) => {
    expect(parseStatement(text, syntax)).toMatchObject(wanted);
  });
});

test('an assignment has no blanks in its name', () => {
  expect(splitAssignment('a b = c', syntax)).toBeNull();
  expect(splitAssignment('a$(x y)b ?= c', syntax)).toEqual({ name: 'a$(x y)b', operator: '?=', value: 'c' });
  expect(splitAssignment('a : b', syntax)).toBeNull();
});

test('arguments of ifeq (docs/make-semantics.md §1.6)', () => {
  expect(splitComparison('(a (,) , b )')).toMatchObject({ left: 'a (,)', right: 'b ' });
  expect(splitComparison('"a" \'b\' x')).toEqual({ left: 'a', right: 'b', hasExtraText: true });
  expect(splitComparison('(a')).toMatchObject({ left: null });
});
