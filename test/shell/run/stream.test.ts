import { describe, expect, it } from 'vitest';
import {
  createSink,
  createSource,
  lendRest,
  nullStream,
  sinkText,
  takeLine,
  takeRest,
} from '../../../src/shell/run/stream.ts';

describe('streams', () => {
  it('a source is read once, by lines or to its end', () => {
    const source = createSource('a\nb\nc');
    expect([takeLine(source), takeRest(source), takeRest(source), takeLine(source)]).toEqual([
      'a\n',
      'b\nc',
      '',
      undefined,
    ]);
    expect(takeLine(createSource('no newline'))).toBe('no newline');
  });

  it('what a program was lent is not read by another one', () => {
    const source = createSource('a\nb\n');
    expect(lendRest(source)).toBe('a\nb\n');
    expect(() => takeRest(source)).toThrow('input shared between programs');
    expect(() => takeLine(source)).toThrow('input shared between programs');
  });

  it('the null stream and a closed descriptor are at their end', () => {
    for (const stream of [nullStream, undefined]) expect([takeRest(stream), takeLine(stream)]).toEqual(['', undefined]);
  });

  it('a sink has all that was written', () => {
    const sink = createSink();
    expect(sinkText(sink)).toBe('');
    sink.chunks.push('a', 'b');
    expect([sinkText(sink), sinkText(sink)]).toEqual(['ab', 'ab']);
  });
});
