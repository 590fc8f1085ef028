import { noteAbsent, write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { requireKnown } from '../language/marker.ts';
import type { Shell, Utility } from '../run/state.ts';
import { takeRest } from '../run/stream.ts';
import { runExpr } from './expr.ts';
import { runInstall, runMkdir, runMktemp, runRm, runTouch } from './file-utilities.ts';
import { runFind } from './find.ts';
import { linesOf, runGrep } from './grep.ts';
import { failQuietly, readOperand, splitOptions } from './operands.ts';
import { runPhysicalPwd } from './physical-pwd.ts';
import { runSed } from './sed.ts';
import { runXargs } from './xargs.ts';
import { trimEnd } from '../../core/trim.ts';

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
  ['find', runFind],
  ['grep', runGrep],
  ['head', runHead],
  ['install', runInstall],
  ['mkdir', runMkdir],
  ['mktemp', runMktemp],
  ['rm', runRm],
  ['sed', runSed],
  ['tail', runTail],
  ['touch', runTouch],
  ['tr', runTr],
  ['which', runWhich],
  ['xargs', runXargs],
]);

function runCat(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.some((arg) => arg.startsWith('-') && arg !== '-')) return null;
  let status = 0;
  for (const operand of args.length === 0 ? ['-'] : args) {
    const content = readOperand(shell, operand);
    if (content === null) status = failQuietly(shell);
    else write(shell, 1, content);
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
  write(shell, 1, content.slice(0, end));
  return 0;
}

function runTail(shell: Shell, args: readonly ByteString[]): number | null {
  // Only the last line: what version scripts take.
  const isOne = args[0] === '-1' || args[0] === '-n1' || (args[0] === '-n' && args[1] === '1');
  if (!isOne || args.length > (args[0] === '-n' ? 2 : 1)) return null;
  const content = readOperand(shell, '-') ?? '';
  const start = content.lastIndexOf('\n', content.length - 2) + 1;
  write(shell, 1, content.slice(start));
  return 0;
}

/** `tr -d '\r'` alone, which old version scripts put behind a compiler. */
function runTr(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.length !== 2 || args[0] !== '-d' || args[1] !== '\\r') return null;
  write(shell, 1, takeRest(shell.descriptors.get(0)).replaceAll('\r', ''));
  return 0;
}

/** Numbers of a list of cut, as ranges; null for a list that is not covered. */
function rangesOf(list: ByteString): readonly (readonly [first: number, last: number])[] | null {
  const ranges = list.split(',').map((piece): readonly [number, number] | null => {
    const [, first = '', dash, last = ''] = /^(\d{0,5})(-?)(\d{0,5})$/.exec(piece) ?? [];
    if ((first === '' && last === '') || (dash === '' && last !== '')) return null;
    const end = dash === '' ? Number(first) : last === '' ? Infinity : Number(last);
    const start = first === '' ? 1 : Number(first);
    return start > 0 && start <= end ? [start, end] : null;
  });
  const known = ranges.filter((range) => range !== null);
  return known.length === ranges.length ? known : null;
}

function runCut(shell: Shell, args: readonly ByteString[]): number | null {
  let delimiter = '\t';
  let list: ByteString = '';
  let isOfBytes = false;
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const option = /^-([bcdf])([^]*)$/.exec(word);
    if (option === null) {
      if (word.startsWith('-') && word !== '-') return null;
      operands.push(word);
      continue;
    }
    const value = option[2] === '' ? (args[++i] ?? '') : (option[2] ?? '');
    if (option[1] === 'd') delimiter = value;
    else if (list === '') {
      list = value;
      // To GNU cut a character is a byte.
      isOfBytes = option[1] !== 'f';
    } else return null;
  }
  const ranges = rangesOf(list);
  if ((isOfBytes && delimiter !== '\t') || delimiter.length !== 1 || ranges === null || operands.length > 1)
    return null;
  const content = readOperand(shell, operands[0] ?? '-');
  if (content === null) return failQuietly(shell);
  const { lines } = linesOf(content);
  const isWanted = (_: string, at: number): boolean => ranges.some(([first, last]) => first <= at + 1 && at < last);
  const cut = (line: string): string => {
    if (isOfBytes) return [...line].filter(isWanted).join('');
    const fields = line.split(delimiter);
    return fields.length === 1 ? line : fields.filter(isWanted).join(delimiter);
  };
  write(shell, 1, lines.map((line) => `${cut(line)}\n`).join(''));
  return 0;
}

function runDirname(shell: Shell, args: readonly ByteString[]): number | null {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const [path] = operands;
  if (path === undefined || operands.length > 1 || path.startsWith('-')) return null;
  const trimmed = trimEnd(path, '/');
  const slash = trimmed.lastIndexOf('/');
  let result = trimmed === '' ? path.slice(0, 1) : slash < 0 ? '.' : trimEnd(trimmed.slice(0, slash), '/');
  if (result === '') result = trimmed === '' ? '.' : '/';
  write(shell, 1, `${result}\n`);
  return 0;
}

function runBasename(shell: Shell, args: readonly ByteString[]): number | null {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const [path, suffix = ''] = operands;
  if (path === undefined || path === '' || operands.length > 2 || path.startsWith('-')) return null;
  const trimmed = trimEnd(path, '/');
  let result = trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
  if (suffix !== '' && result !== suffix && result.endsWith(suffix)) result = result.slice(0, -suffix.length);
  write(shell, 1, `${result}\n`);
  return 0;
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
    if (location.kind === 'found') write(shell, 1, `${location.path}\n`);
    else {
      noteAbsent(shell, 'program', name);
      status = 1;
    }
  }
  return status;
}
