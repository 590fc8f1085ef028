/**
 * Programs that trees put between compilers, done in process where a policy keeps them from being started: their
 * answer is that of the real one for the words that are covered, and null for all others.
 * Source: POSIX.1-2017 XCU 4; GNU coreutils 9.1, grep 3.8 and sed 4.9 observed.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { runAwk } from './awk.ts';
import { grepLines, linesOf } from './grep.ts';
import type { Helper, HelperAnswer, Machine } from './helper.ts';
import { toPattern } from './posix-pattern.ts';
import { countLines, LinePattern } from './line-pattern.ts';
import { isPlainLocale, sedOutput } from './sed.ts';

/** Largest text that is looked at, in bytes. */
const maxInput = 1024 * 1024;

const done = (stdout: ByteString, status = 0): HelperAnswer => ({ status, stdout, stderr: '' });

function inputOf(request: CommandRequest, text = request.input ?? ''): ByteString | null {
  // Outside of ASCII the locale decides.
  return /[\0\x80-\xff]/.test(text) || text.length > maxInput ? null : text;
}

/** The input, or one file; null for more files, and for what is none. */
function textOf(operands: readonly ByteString[], request: CommandRequest, { host }: Machine): ByteString | null {
  const [file, ...more] = operands;
  if (file === undefined || file === '-') return more.length > 0 ? null : inputOf(request);
  const path = absolutePath(request.cwd, file);
  const size = host.stat(path)?.kind === 'file' ? host.stat(path)?.size : undefined;
  if (more.length > 0 || size === undefined || size > maxInput) return null;
  const text = host.readFile(path);
  return text === undefined ? null : inputOf(request, text);
}

/** A pattern with no letter, digit or underscore next to the match. Source: grep(1) -w. */
function asWord(source: string): string {
  return `(?:^|[^A-Za-z0-9_])(?:${source})(?:[^A-Za-z0-9_]|$)`;
}

const helpers: Readonly<Record<string, Helper>> = {
  uname(words, _request, machine) {
    if (words.some((word) => !/^-[asnrvm]+$/.test(word))) return null;
    const { sysname, nodename, release, version, machine: kind } = machine.names();
    const letters = words.join('');
    if (letters.includes('a')) return null;
    const wanted = letters.replaceAll('-', '') || 's';
    const parts = [
      ['s', sysname],
      ['n', nodename],
      ['r', release],
      ['v', version],
      ['m', kind],
    ] as const;
    return done(`${parts.flatMap(([letter, text]) => (wanted.includes(letter) ? [text] : [])).join(' ')}\n`);
  },

  /** Large files need no flags where pointers have 64 bits. Source: glibc sysdeps/unix, LFS_CFLAGS; getconf(1). */
  getconf(words, _request, machine) {
    const isKnown = words.length === 1 && /^LFS_(?:CFLAGS|LDFLAGS|LIBS)$/.test(words[0] ?? '');
    const isGlibc = machine.host.stat('/etc/ld.so.cache') !== undefined;
    return isKnown && isGlibc && /64/.test(machine.names().machine) ? done('\n') : null;
  },

  grep(words, request, machine) {
    let isExtended = false;
    let isFixed = false;
    let most = Infinity;
    const flags = new Set<string>();
    const patterns: ByteString[] = [];
    const operands: ByteString[] = [];
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? '';
      const limit = /^-m(\d{0,6})$/.exec(word);
      if (word === '-e') patterns.push(words[(index += 1)] ?? '');
      else if (limit !== null) {
        const count = limit[1] || (words[(index += 1)] ?? '');
        if (!/^[1-9]\d{0,5}$/.test(count)) return null;
        most = Number(count);
      } else if (/^-[EFqivcnxw]+$/.test(word)) {
        for (const letter of word.slice(1)) {
          if (letter === 'E') isExtended = true;
          else if (letter === 'F') isFixed = true;
          else flags.add(letter);
        }
      } else if (word === '--') {
        operands.push(...words.slice(index + 1));
        break;
      } else if (word.startsWith('-')) return null;
      else operands.push(word);
    }
    if (patterns.length === 0) patterns.push(...operands.splice(0, 1));
    const [pattern = '', ...more] = patterns;
    const text = textOf(operands, request, machine);
    if (text === null || more.length > 0 || patterns.length === 0 || pattern.includes('\n')) return null;
    const source = isFixed ? pattern.replace(/[^\w\s]/g, '\\$&') : toPattern(pattern, isExtended, true);
    if (source === null) return null;
    const { lines } = linesOf(text);
    const whole = flags.has('x') ? `^(?:${source})$` : source;
    const form = new LinePattern(flags.has('w') ? asWord(whole) : whole, countLines(lines), flags.has('i'));
    const { status, output } = grepLines(lines, (line) => form.test(line), flags, most);
    return done(output, status);
  },

  /** Lines by their bytes. */
  sort(words, request) {
    const isUnique = words.length === 1 && words[0] === '-u';
    const text = isPlainLocale(request.env) ? inputOf(request) : null;
    if (text === null || (words.length > 0 && !isUnique)) return null;
    const sorted = linesOf(text).lines.sort();
    return done((isUnique ? [...new Set(sorted)] : sorted).map((line) => `${line}\n`).join(''));
  },

  sed(words, request, machine) {
    let isSilent = false;
    let isExtended = false;
    const scripts: ByteString[] = [];
    const operands: ByteString[] = [];
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? '';
      if (word === '-e') scripts.push(words[(index += 1)] ?? '');
      else if (word === '-n') isSilent = true;
      else if (word === '-E' || word === '-r') isExtended = true;
      // What it forbids is not done here.
      else if (word === '--sandbox') continue;
      else if (word.startsWith('-')) return null;
      else operands.push(word);
    }
    if (scripts.length === 0) scripts.push(...operands.splice(0, 1));
    const text = textOf(operands, request, machine);
    const output = text === null ? null : sedOutput(scripts, text, { isExtended, isSilent });
    return output === null ? null : done(output);
  },

  tr(words, request) {
    const text = inputOf(request);
    const isDelete = words[0] === '-d';
    const sets = (isDelete ? words.slice(1) : words).map(characters);
    const [from = null, to = null] = sets;
    if (text === null || from === null || sets.length !== (isDelete ? 1 : 2)) return null;
    const isNamed = new Set(from);
    if (isDelete) return done([...text].filter((one) => !isNamed.has(one)).join(''));
    if (to === null || to === '') return null;
    const last = to.at(-1) ?? '';
    // Of a character that is named twice the last mapping counts.
    const mapped = new Map([...from].map((one, at) => [one, to[at] ?? last]));
    return done([...text].map((one) => mapped.get(one) ?? one).join(''));
  },

  wc(words, request) {
    const text = request.input ?? '';
    if (words.length !== 1) return null;
    if (words[0] === '-l') return done(`${text.split('\n').length - 1}\n`);
    return words[0] === '-c' ? done(`${text.length}\n`) : null;
  },

  awk: runAwk,

  true: () => done(''),
  false: () => done('', 1),
};

/** The characters of a set of tr; null for one with classes or escapes that are not covered. */
function characters(set: ByteString): ByteString | null {
  const classes: Readonly<Record<string, string>> = {
    '[:upper:]': 'A-Z',
    '[:lower:]': 'a-z',
    '[:digit:]': '0-9',
  };
  const plain = classes[set] ?? set.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  if (plain === '' || /[\\[\]=*]/.test(plain)) return null;
  let result = '';
  for (let index = 0; index < plain.length; index += 1) {
    const isRange = plain[index + 1] === '-' && index + 2 < plain.length;
    const from = plain.charCodeAt(index);
    const to = isRange ? plain.charCodeAt(index + 2) : from;
    if (to < from || to > 126) return null;
    for (let code = from; code <= to; code += 1) result += String.fromCharCode(code);
    if (isRange) index += 2;
  }
  return result;
}

/** The answer of a program that is done in process; null for any other one. */
export function helperAnswer(request: CommandRequest, machine: Machine): HelperAnswer | null {
  const [name = '', ...words] = request.argv;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const helper = Object.hasOwn(helpers, base) ? helpers[base] : undefined;
  return helper?.(words, request, machine) ?? null;
}
