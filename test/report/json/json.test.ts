import { expect, it } from 'vitest';
import { cause } from '../../../src/core/diagnostic.ts';
import { renderJson } from '../../../src/report/json/json.ts';

it('byte strings are decoded, and the text ends in a newline', () => {
  expect(renderJson({ name: '\xc3\xa9' })).toBe('{\n  "name": "é"\n}\n');
});

it('a cause has no call in its JSON form', () => {
  const answer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };
  const step = { ...cause('command', 'true'), status: 0, call: { command: 'true', answer } };
  expect(JSON.parse(renderJson({ causes: [step] }))).toEqual({
    causes: [{ kind: 'command', message: 'true', location: null, causes: [], status: 0 }],
  });
});
