import type { ByteString } from '../../core/bytes.ts';
import { isPartlyKnown, requireKnown, unorderedMark, unrecordedMark } from '../language/marker.ts';
import { wordPattern } from '../language/pattern.ts';
import { Unsupported } from '../language/signals.ts';
import { normalPath } from '../../host/paths.ts';
import { runPhysicalPwd } from '../run/physical-pwd.ts';
import { noteWrite } from '../run/redirections.ts';
import type { Shell } from '../run/run.ts';
import { takeRest } from '../run/stream.ts';

/**
 * Runs a small standard program in process. Gives its exit status, or null when these arguments
 * are not covered and the real program has to run.
 */
export type Utility = (
  shell: Shell,
  args: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
) => number | null;

/**
 * Programs done in process: those that touch files (so that nothing is written) and those that
 * make replaying a probe possible. Source: POSIX.1-2017 XCU 4; GNU coreutils 9.1 observed.
 */
export const utilities: ReadonlyMap<string, Utility> = new Map<string, Utility>([
  // By its path alone: the name is a builtin of the shell.
  ['/bin/pwd', runPhysicalPwd],
  ['basename', runBasename],
  ['cat', runCat],
  ['cmp', runCmp],
  ['cut', runCut],
  ['dirname', runDirname],
  ['env', runEnv],
  ['expr', runExpr],
  ['grep', runGrep],
  ['head', runHead],
  ['mkdir', runMkdir],
  ['mktemp', runMktemp],
  ['rm', runRm],
  ['tail', runTail],
  ['touch', runTouch],
  ['tr', runTr],
  ['which', runWhich],
]);

/** Ends a program with a message nobody sees; where it would be seen only the real one words it. */
function failQuietly(shell: Shell, status = 1): number {
  if (shell.descriptors.get(2)?.kind !== 'null') throw new Unsupported('message of a standard program');
  return status;
}

/** Splits bundled short options from operands; null when an option is not in `known`. */
function splitOptions(args: readonly ByteString[], known: string): { flags: Set<string>; operands: string[] } | null {
  const flags = new Set<string>();
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    for (const letter of word.slice(1)) {
      if (!known.includes(letter)) return null;
      flags.add(letter);
    }
  }
  const operands = args.slice(at);
  // GNU programs take options after operands as well.
  if (operands.some((operand) => operand.startsWith('-') && operand !== '-')) return null;
  return { flags, operands: [...operands] };
}

/** The content of an operand (`-` is standard input); null when it is no readable file. */
function readOperand(shell: Shell, operand: ByteString): ByteString | null {
  const input = shell.descriptors.get(0);
  const output = shell.descriptors.get(1);
  const path = operand === '-' ? (input?.kind === 'source' ? input.path : undefined) : shell.resolve(operand);
  if (path !== undefined && output?.kind === 'file' && normalPath('/', path) === normalPath('/', output.path)) {
    throw new Unsupported('input file is output file');
  }
  if (operand === '-') return takeRest(input);
  if (operand === '/dev/null') return '';
  const stat = shell.stat(operand);
  if (stat === undefined || stat.kind === 'directory') return null;
  if (stat.kind !== 'file') throw new Unsupported('special file');
  return shell.run.overlay.readFile(shell.resolve(operand)) ?? null;
}

function runCat(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.some((arg) => arg.startsWith('-') && arg !== '-')) return null;
  let status = 0;
  for (const operand of args.length === 0 ? ['-'] : args) {
    const content = readOperand(shell, operand);
    if (content === null) status = failQuietly(shell);
    else shell.write(1, content);
  }
  return status;
}

function runHead(shell: Shell, args: readonly ByteString[]): number | null {
  let count = 10;
  let operands = args;
  const [first = ''] = args;
  const attached = /^-n?(\d{1,6})$/.exec(first);
  if (attached !== null) {
    count = Number(attached[1]);
    operands = args.slice(1);
  } else if (first === '-n') {
    if (!/^\d{1,6}$/.test(args[1] ?? '')) return null;
    count = Number(args[1]);
    operands = args.slice(2);
  }
  if (operands.length > 1 || operands[0]?.startsWith('-') === true) return null;
  const content = readOperand(shell, operands[0] ?? '-');
  if (content === null) return failQuietly(shell);
  let end = 0;
  for (let line = 0; line < count && end < content.length; line++) {
    const newline = content.indexOf('\n', end);
    end = newline < 0 ? content.length : newline + 1;
  }
  shell.write(1, content.slice(0, end));
  return 0;
}

function runTail(shell: Shell, args: readonly ByteString[]): number | null {
  // Only the last line: what version scripts take.
  const isOne = args[0] === '-1' || args[0] === '-n1' || (args[0] === '-n' && args[1] === '1');
  if (!isOne || args.length > (args[0] === '-n' ? 2 : 1)) return null;
  const content = readOperand(shell, '-') ?? '';
  const start = content.lastIndexOf('\n', content.length - 2) + 1;
  shell.write(1, content.slice(start));
  return 0;
}

/** `tr -d '\r'` alone, which old version scripts put behind a compiler. */
function runTr(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.length !== 2 || args[0] !== '-d' || args[1] !== '\\r') return null;
  shell.write(1, takeRest(shell.descriptors.get(0)).replaceAll('\r', ''));
  return 0;
}

function runGrep(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 'qivcEFx');
  const pattern = parsed?.operands[0];
  if (parsed === null || pattern === undefined || parsed.operands.length > 2) return null;
  // Only plain words, whose meaning no dialect changes, with anchors; `\<` and `\>` are GNU's.
  const plain = /^(\^?)((?:[A-Za-z0-9 _/,:=@%"'#<>~!;-]|\\[<>])*)(\$?)$/.exec(pattern);
  const { flags } = parsed;
  if (plain === null || (flags.has('F') && /^\^|[\\$]/.test(pattern))) return null;
  const content = readOperand(shell, parsed.operands[1] ?? '-');
  if (content === null) return failQuietly(shell, 2);
  if (/[\0\x80-\xff]/.test(content)) throw new Unsupported('grep in other than ASCII text');
  const fold = (text: string): string => (flags.has('i') ? text.toLowerCase() : text);
  const word = fold(plain[2] ?? '');
  const atStart = plain[1] !== '' || flags.has('x');
  const atEnd = plain[3] !== '' || flags.has('x');
  const bounded = word.includes('\\') ? wordPattern(word, atStart, atEnd) : null;
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const isMark = (line: string): boolean => line === unrecordedMark || line === unorderedMark;
  const found = lines.filter((line) => {
    if (isMark(line)) return false;
    const text = fold(line);
    const isHit =
      bounded !== null
        ? bounded.test(text)
        : atStart && atEnd
          ? text === word
          : atStart
            ? text.startsWith(word)
            : atEnd
              ? text.endsWith(word)
              : text.includes(word);
    return isHit !== flags.has('v');
  });
  if (isPartlyKnown(content)) {
    // A hit in the known part is a hit; no hit says nothing unless all lines are known.
    const isDecided = content.includes(unorderedMark)
      ? flags.has('q') || flags.has('c') || found.length <= 1
      : flags.has('q') && found.length > 0;
    if (!isDecided) requireKnown(content);
  }
  if (flags.has('c') && !flags.has('q')) shell.write(1, `${found.length}\n`);
  else if (!flags.has('q')) shell.write(1, found.map((line) => `${line}\n`).join(''));
  return found.length > 0 ? 0 : 1;
}

function runCut(shell: Shell, args: readonly ByteString[]): number | null {
  let delimiter = '\t';
  let field = 0;
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const option = /^-([df])([^]*)$/.exec(word);
    if (option === null) {
      if (word.startsWith('-') && word !== '-') return null;
      operands.push(word);
      continue;
    }
    const value = option[2] === '' ? (args[++i] ?? '') : (option[2] ?? '');
    if (option[1] === 'd') delimiter = value;
    else if (/^[1-9]\d{0,4}$/.test(value)) field = Number(value);
    else return null;
  }
  if (delimiter.length !== 1 || field === 0 || operands.length > 1) return null;
  const content = readOperand(shell, operands[0] ?? '-');
  if (content === null) return failQuietly(shell);
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const cut = (line: string): string => {
    const fields = line.split(delimiter);
    return fields.length === 1 ? line : (fields[field - 1] ?? '');
  };
  shell.write(1, lines.map((line) => `${cut(line)}\n`).join(''));
  return 0;
}

function runDirname(shell: Shell, args: readonly ByteString[]): number | null {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const [path] = operands;
  if (path === undefined || operands.length > 1 || path.startsWith('-')) return null;
  const trimmed = path.replace(/([^/])\/+$/, '$1');
  const slash = trimmed.lastIndexOf('/');
  let result = slash < 0 ? '.' : trimmed.slice(0, slash).replace(/\/+$/, '');
  if (result === '') result = '/';
  shell.write(1, `${result}\n`);
  return 0;
}

function runBasename(shell: Shell, args: readonly ByteString[]): number | null {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const [path, suffix = ''] = operands;
  if (path === undefined || path === '' || operands.length > 2 || path.startsWith('-')) return null;
  const trimmed = path.replace(/([^/])\/+$/, '$1');
  let result = /^\/+$/.test(trimmed) ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
  if (suffix !== '' && result !== suffix && result.endsWith(suffix)) result = result.slice(0, -suffix.length);
  shell.write(1, `${result}\n`);
  return 0;
}

function runExpr(shell: Shell, args: readonly ByteString[], env: Readonly<Record<string, ByteString>>): number | null {
  const locale = env.LC_ALL ?? env.LC_COLLATE ?? env.LANG ?? 'C';
  const result = evalExpr(args, locale === 'C' || locale === 'POSIX' || locale === '');
  if (result === null) return null;
  shell.write(1, `${result}\n`);
  return result === '' || /^-?0+$/.test(result) ? 1 : 0;
}

const exprLevels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** The value of `expr` operands, or null for what only the real program tells. */
function evalExpr(args: readonly ByteString[], isPlainLocale: boolean): ByteString | null {
  let at = 0;
  let depth = 0;
  const isInteger = (text: string): boolean => /^-?\d{1,18}$/.test(text);
  const parse = (level: number): ByteString | null => {
    if (++depth > 400) return null;
    const operators = exprLevels[level];
    if (operators === undefined) return parsePrimary();
    let left = parse(level + 1);
    while (left !== null && operators.includes(args[at] ?? '')) {
      const operator = args[at++] ?? '';
      const right = parse(level + 1);
      if (right === null) return null;
      left = apply(operator, left, right);
    }
    depth--;
    return left;
  };
  const parsePrimary = (): ByteString | null => {
    const token = args[at++];
    depth--;
    if (token === undefined || ['+', ':', 'match', 'substr', 'index', 'length', ')'].includes(token)) return null;
    if (args[at] === ':') return null;
    if (token === '(') {
      const value = parse(0);
      return args[at++] === ')' ? value : null;
    }
    return token;
  };
  const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text);
  const apply = (operator: string, left: ByteString, right: ByteString): ByteString | null => {
    if (operator === '|') return !isNull(left) ? left : !isNull(right) ? right : '0';
    if (operator === '&') return !isNull(left) && !isNull(right) ? left : '0';
    if (exprLevels[2]?.includes(operator) === true) {
      let order: number;
      if (isInteger(left) && isInteger(right)) order = Number(BigInt(left) - BigInt(right));
      else if (left === right) order = 0;
      else if (isPlainLocale || ['=', '==', '!='].includes(operator)) order = left < right ? -1 : 1;
      else return null;
      const isTrue =
        operator === '<'
          ? order < 0
          : operator === '<='
            ? order <= 0
            : operator === '>='
              ? order >= 0
              : operator === '>'
                ? order > 0
                : (order === 0) === (operator !== '!=');
      return isTrue ? '1' : '0';
    }
    if (!isInteger(left) || !isInteger(right)) return null;
    const a = BigInt(left);
    const b = BigInt(right);
    if (operator === '+') return String(a + b);
    if (operator === '-') return String(a - b);
    if (operator === '*') return String(a * b);
    if (b === 0n) return null;
    return String(operator === '/' ? a / b : a % b);
  };
  if (args.length === 0 || args[0] === '--' || args[0] === '--help' || args[0] === '--version') return null;
  const value = parse(0);
  return at === args.length ? value : null;
}

function runMkdir(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 'p');
  if (parsed === null || parsed.operands.length === 0) throw new Unsupported('mkdir options');
  const { overlay } = shell.run;
  let status = 0;
  for (const operand of parsed.operands) {
    if (operand === '') {
      status = failQuietly(shell);
      continue;
    }
    const path = shell.resolve(operand);
    noteWrite(shell, path);
    const existing = overlay.stat(path);
    if (parsed.flags.has('p')) {
      if (overlay.makeDirectories(path) === null) status = failQuietly(shell);
    } else if (existing !== undefined || !overlay.makeDirectory(path)) {
      status = failQuietly(shell);
    }
  }
  return status;
}

function runRm(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 'rRfv');
  if (parsed === null || parsed.flags.has('v')) throw new Unsupported('rm options');
  const { flags, operands } = parsed;
  const { overlay } = shell.run;
  if (operands.length === 0 && !flags.has('f')) return failQuietly(shell);
  let status = 0;
  for (const operand of operands) {
    const stat = shell.stat(operand);
    if (stat === undefined) {
      if (!flags.has('f')) status = failQuietly(shell);
    } else if (stat.kind === 'directory' && !flags.has('r') && !flags.has('R')) {
      status = failQuietly(shell);
    } else if (/(?:^|\/)\.{0,2}\/*$/.test(operand)) {
      throw new Unsupported('rm of a directory entry');
    } else {
      noteWrite(shell, shell.resolve(operand));
      overlay.remove(shell.resolve(operand));
    }
  }
  return status;
}

function runTouch(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.length === 0 || args.some((arg) => arg.startsWith('-'))) throw new Unsupported('touch options');
  let status = 0;
  for (const operand of args) {
    if (shell.stat(operand) !== undefined) continue;
    noteWrite(shell, shell.resolve(operand));
    if (!shell.run.overlay.writeFile(shell.resolve(operand), '', false)) status = failQuietly(shell);
  }
  return status;
}

function runMktemp(shell: Shell, args: readonly ByteString[]): number | null {
  const isDirectory = args[0] === '-d';
  if (args.length > (isDirectory ? 1 : 0)) throw new Unsupported('mktemp options');
  const { overlay } = shell.run;
  for (let number = 0; ; number++) {
    const path = `/tmp/tmp.kgate${String(number).padStart(5, '0')}`;
    if (overlay.stat(path) !== undefined) continue;
    if (!(isDirectory ? overlay.makeDirectory(path) : overlay.writeFile(path, '', false))) {
      throw new Unsupported('no directory for temporary files');
    }
    shell.write(1, `${path}\n`);
    return 0;
  }
}

function runCmp(shell: Shell, args: readonly ByteString[]): number | null {
  const parsed = splitOptions(args, 's');
  if (parsed === null || !parsed.flags.has('s') || parsed.operands.length !== 2) return null;
  const [left, right] = parsed.operands.map((operand) => readOperand(shell, operand));
  if (left === null || right === null) return 2;
  return requireKnown(left ?? '') === requireKnown(right ?? '') ? 0 : 1;
}

function runEnv(shell: Shell, args: readonly ByteString[], env: Readonly<Record<string, ByteString>>): number | null {
  const changed = { ...env };
  let at = 0;
  for (; at < args.length; at++) {
    const equals = args[at]?.indexOf('=') ?? -1;
    if (equals <= 0) break;
    changed[args[at]?.slice(0, equals) ?? ''] = args[at]?.slice(equals + 1) ?? '';
  }
  const argv = args.slice(at);
  const [name = '-'] = argv;
  if (name.startsWith('-') || changed.PATH === undefined) return null;
  // A program that is missing is env's own message, not the shell's.
  if (shell.run.world.locate(name, changed.PATH, shell.directory).kind !== 'found') return failQuietly(shell, 127);
  return shell.runProgram(argv, changed, changed.PATH);
}

function runWhich(shell: Shell, args: readonly ByteString[], env: Readonly<Record<string, ByteString>>): number | null {
  if (args.length === 0 || args.some((arg) => arg.startsWith('-') || arg === '')) return null;
  let status = 0;
  for (const name of args) {
    const location = shell.run.world.locate(name, env.PATH ?? '', shell.directory);
    if (location.kind === 'found') shell.write(1, `${location.path}\n`);
    else status = 1;
  }
  return status;
}
