import { write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isPartlyKnown, requireKnown, unorderedMark, unrecordedMark } from '../language/marker.ts';
import { wordPattern } from '../language/pattern.ts';
import { Unsupported } from '../language/signals.ts';
import type { Shell } from '../run/state.ts';
import { failQuietly, readOperand, splitOptions } from './operands.ts';

/** Lines without their newlines; `isWhole` is false when the last one had none. */
export function linesOf(text: ByteString): { readonly lines: ByteString[]; readonly isWhole: boolean } {
  const lines = text.split('\n');
  const isWhole = lines.at(-1) === '';
  if (isWhole) lines.pop();
  return { lines, isWhole: isWhole || text === '' };
}

/** The lines that grep selects, `most` at most, its output and its exit status; the flags are those of `-cnqv`. */
export function grepLines(
  lines: readonly ByteString[],
  isMatch: (line: ByteString) => boolean,
  flags: ReadonlySet<string>,
  most = Infinity,
): { readonly found: readonly ByteString[]; readonly output: ByteString; readonly status: number } {
  const found: ByteString[] = [];
  lines.forEach((line, at) => {
    if (found.length < most && isMatch(line) !== flags.has('v'))
      found.push(flags.has('n') ? `${at + 1}:${line}` : line);
  });
  const all = flags.has('c') ? `${found.length}\n` : found.map((line) => `${line}\n`).join('');
  return { found, output: flags.has('q') ? '' : all, status: found.length > 0 ? 0 : 1 };
}

/**
 * `grep` for plain words, whose meaning no dialect changes, with anchors; `\<` and `\>` are GNU's. Null for other
 * patterns. Lines may be known in part only. Source: POSIX.1-2017 XCU grep; GNU grep 3.8 observed.
 */
export function runGrep(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 'qivcEFx');
  const pattern = parsed?.operands[0];
  if (parsed === null || pattern === undefined || parsed.operands.length > 2) return null;
  const plain = /^(\^?)((?:[A-Za-z0-9 _/,:=@%"'#<>~!;-]|\\[<>])*)(\$?)$/.exec(pattern);
  const { flags } = parsed;
  if (plain === null || (flags.has('F') && /^\^|[\\$]/.test(pattern))) return null;
  const content = readOperand(shell, parsed.operands[1] ?? '-');
  if (content === null) return failQuietly(shell, 2);
  if (/[\0\x80-\xff]/.test(content)) throw new Unsupported('grep in other than ASCII text');
  const [, start = '', word = '', end = ''] = plain;
  const fold = (text: string): string => (flags.has('i') ? text.toLowerCase() : text);
  const form = wordPattern(fold(word), start !== '' || flags.has('x'), end !== '' || flags.has('x'));
  const known = linesOf(content).lines.filter((line) => line !== unrecordedMark && line !== unorderedMark);
  const { found, output, status } = grepLines(known, (line) => form.test(fold(line)), flags);
  if (isPartlyKnown(content)) {
    // A hit in the known part is a hit; no hit says nothing unless all lines are known.
    const isDecided = content.includes(unorderedMark)
      ? flags.has('q') || flags.has('c') || found.length <= 1
      : flags.has('q') && found.length > 0;
    if (!isDecided) requireKnown(content);
  }
  write(shell, 1, output);
  return status;
}
