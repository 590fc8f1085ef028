import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { absolutePath, baseName } from '../../host/paths.ts';
import type { HelperAnswer, Machine } from './helper.ts';
import { countLines, LinePattern } from './line-pattern.ts';
import { toPattern } from './posix-pattern.ts';
import { maxScript, plainPattern } from './substitution.ts';

/** One action: print a field where a field is a text, or where a line matches. */
const forms: readonly RegExp[] = [
  /^\s*()()\{\s*print\s+\$(\d+)\s*;?\s*\}\s*$/,
  /^\s*\{\s*if\s*\(\s*\$(\d+)\s*==\s*"([\w.,:/-]*)"\s*\)\s*print\s+\$(\d+)\s*;?\s*\}\s*$/,
  /^\s*\$(\d+)\s*==\s*"([\w.,:/-]*)"\s*\{\s*print\s+\$(\d+)\s*;?\s*\}\s*$/,
];
const matching =
  /^\s*(?:BEGIN\s*\{\s*RS\s*=\s*"([;:,|%@#])"\s*;?\s*\}\s*)?\/((?:[^/\\\n]|\\.)+)\/\s*\{\s*print\s+\$(\d+)\s*;?\s*\}\s*$/;

/** Each line once, with a text in front of it. */
const onceEach = /^\s*!\s*[A-Za-z_]\w*\[\$0\]\+\+\s*(?:\{\s*print\s*\("([\w./+,-]*)"\s*\$0\)\s*;?\s*\}\s*)?$/;

/** What `awk '!x[$0]++'` prints of its input; null for other calls. */
export function printUniqueLines(argv: readonly ByteString[], input: ByteString): ByteString | null {
  const [program = '', text = ''] = argv;
  if (text.length > maxScript) return null;
  const once = argv.length === 2 && baseName(program) === 'awk' ? onceEach.exec(text) : null;
  return once === null ? null : (printOnce(input, once[1] ?? '')?.stdout ?? null);
}

function printOnce(input: ByteString, prefix: ByteString): HelperAnswer | null {
  if (input.includes('\0')) return null;
  const lines = new Set(input.split('\n'));
  if (input === '' || input.endsWith('\n')) lines.delete('');
  // A line between two newlines is one, too.
  if (/(?:^|\n)\n/.test(input)) return null;
  return { status: 0, stdout: [...lines].map((line) => `${prefix}${line}\n`).join(''), stderr: '' };
}

/** What mawk 1.3.4 says of a file that it cannot open; of another awk the words are left out. */
const complaint = (file: ByteString): string => `awk: cannot open ${file} (No such file or directory)\n`;

/**
 * `awk` with a program that prints one field of some lines, of its input or of one file; null for any other.
 * Source: POSIX.1-2017 XCU awk.
 */
export function runAwk(
  words: readonly ByteString[],
  request: CommandRequest,
  { host, program }: Machine,
): HelperAnswer | null {
  const [text = '', file] = words;
  if (text.length > maxScript) return null;
  const once = words.length === 1 ? onceEach.exec(text) : null;
  if (once !== null) return printOnce(request.input ?? '', once[1] ?? '');
  if (words.length > 2 || words.length === 0) return null;
  const byMatch = matching.exec(text);
  const byField = forms.map((form) => form.exec(text)).find((found) => found !== null);
  const [, separator = '\n', pattern = ''] = byMatch ?? [];
  const withNewlines = plainPattern(pattern).replace(/\\([^])/g, (whole, one) => (one === 'n' ? '\n' : whole));
  const source = byMatch === null ? null : toPattern(withNewlines, true, true);
  // A backslash in a list is none to awk.
  if ((byField == null && source === null) || /\[[^\]]*\\/.test(pattern)) return null;
  let input = request.input ?? '';
  if (file !== undefined) {
    if (file === '' || file.startsWith('-') || file.includes('=')) return null;
    const read = host.readFile(absolutePath(request.cwd, file));
    if (read === undefined) {
      const isMawk = baseName(host.realPath(program) ?? program) === 'mawk';
      return { status: 2, stdout: '', stderr: isMawk ? complaint(file) : '' };
    }
    input = read;
  }
  if (/[\0\r\x80-\xff]/.test(input) || input.length > 1024 * 1024) return null;
  const wanted = Number(byMatch?.[3] ?? byField?.[3]);
  let stdout = '';
  // Behind the last separator there is nothing more.
  const whole = input.endsWith(separator) ? input.slice(0, -1) : input;
  const lines = input === '' ? [] : whole.split(separator);
  const form = source === null ? null : new LinePattern(source, countLines(lines));
  for (const line of lines) {
    const fields = [line, ...line.split(/[ \t\n]+/).filter((field) => field !== '')];
    const isMeant =
      form !== null ? form.test(line) : byField?.[1] === '' || fields[Number(byField?.[1])] === byField?.[2];
    if (isMeant) stdout += `${fields[wanted] ?? ''}\n`;
  }
  return { status: 0, stdout, stderr: '' };
}
