import { beforeEach, expect, it } from 'vitest';
import type { Cache } from '../../../src/cache/cache.ts';
import { Contents } from '../../../src/cache/contents.ts';
import { Answers, type KnownAnswer, keptCompilers } from '../../../src/cache/programs/answers.ts';

let records: Map<string, unknown>;
let cache: Cache;
beforeEach(() => {
  records = new Map();
  cache = {
    stamps: { stamp: () => null, now: () => 0, head: () => '', system: () => '', content: () => null },
    read: (kind, key) => records.get(`${kind} ${key}`),
    write: (kind, key, value) => void records.set(`${kind} ${key}`, value),
  };
});

const openAnswers = (): Answers => new Answers(cache, new Contents(cache.stamps));
const answer = (stdout: string, version = '12.2', command = 'gcc'): KnownAnswer => {
  return {
    status: 0,
    stdout,
    stderr: '',
    depends: { files: [['/bin/gcc', 's']], compiler: [command, version] },
    system: [],
  };
};

it('an answer comes back in the environment it was kept in, and in no other', () => {
  const first = openAnswers();
  first.group('one').keep('q', answer('yes'));
  first.save();
  const second = openAnswers();
  expect(second.group('one').answers.get('q')).toEqual(answer('yes'));
  expect(second.group('two').answers.size).toBe(0);
  second.save();
  expect([...records.keys()].sort()).toEqual(['contents one', 'programs one']);
});

it('what two kgates keep at the same time is joined, and the newer answer wins', () => {
  const [one, two] = [openAnswers(), openAnswers()];
  for (const [answers, stdout] of [
    [one, 'one'],
    [two, 'two'],
  ] as const) {
    answers.group('env').keep(stdout, answer(stdout));
    answers.group('env').keep('both', answer(stdout));
  }
  one.save();
  two.save();
  const kept = openAnswers().group('env').answers;
  expect([...kept].map(([key, { stdout }]) => [key, stdout])).toEqual([
    ['one', 'one'],
    ['two', 'two'],
    ['both', 'two'],
  ]);
});

it('a question is the first of its kind once, also in later runs', () => {
  const first = openAnswers();
  expect(first.group('env').isFirst('q')).toBe(true);
  expect(first.group('env').isFirst('q')).toBe(false);
  first.save();
  expect(openAnswers().group('env').isFirst('q')).toBe(false);
});

it('a compiler that reports another version under its name loses its answers, and no other compiler does', () => {
  const first = openAnswers();
  first.group('env').keep('old', answer('old', '11'));
  first.group('env').keep('other', answer('other', '11', 'clang'));
  first.group('env').keep('silent', answer('silent', ''));
  first.save();
  const second = openAnswers();
  const group = second.group('env');
  second.noteVersion(group, ['gcc', '12']);
  group.keep('new', answer('new', '12'));
  expect([...group.answers.keys()]).toEqual(['other', 'silent', 'new']);
  second.save();
  expect([...openAnswers().group('env').answers.keys()].sort()).toEqual(['new', 'other', 'silent']);
  expect(keptCompilers([records.get('programs env')])).toEqual([
    { command: 'clang', version: '11', answers: 1 },
    { command: 'gcc', version: '', answers: 1 },
    { command: 'gcc', version: '12', answers: 1 },
  ]);
});
