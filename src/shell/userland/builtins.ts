import { isLink, noteAbsent, resolvePath, setVariable, statFile, write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { HostError, passTroubleOn } from '../../core/errors.ts';
import { isName, parseShell, reservedWords } from '../language/parser.ts';
import { ExitShell, LeaveLoop, ReturnFromFunction, ShellError, Unsupported } from '../language/signals.ts';
import { formatPrintf, unescape } from './printf.ts';
import { evalTest } from './test-expression.ts';
import { normalPath } from '../../host/paths.ts';
import type { Builtin, Shell } from '../run/state.ts';
import { takeLine } from '../run/stream.ts';

const unsupported =
  (name: string): Builtin =>
  () => {
    throw new Unsupported(`builtin ${name}`);
  };

/** Builtins whose assignments stay and whose errors end the shell. Source: POSIX.1-2017 XCU 2.14. */
export const specialBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', () => 0],
  ['break', (shell, args) => leaveLoop(shell, 'break', args)],
  ['continue', (shell, args) => leaveLoop(shell, 'continue', args)],
  ['eval', runEval],
  ['exec', runExec],
  [
    'exit',
    (shell, args) => {
      throw new ExitShell(statusArgument(shell, args));
    },
  ],
  ['export', runExport],
  [
    'return',
    (shell, args) => {
      if (shell.isBash && shell.locals === null) throw new Unsupported('return outside of a function');
      throw new ReturnFromFunction(statusArgument(shell, args));
    },
  ],
  ['set', runSet],
  ['shift', runShift],
  ['trap', runTrap],
  ['unset', runUnset],
  ...['.', 'readonly', 'times'].map((name): [string, Builtin] => [name, unsupported(name)]),
]);

/** All other builtins of dash 0.5.12. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['true', () => 0],
  ['false', () => 1],
  ['echo', runEcho],
  ['printf', runPrintf],
  ['test', runTest],
  [
    '[',
    (shell, args) => {
      if (args.at(-1) !== ']') throw new ShellError('missing ]');
      return runTest(shell, args.slice(0, -1));
    },
  ],
  ['cd', runCd],
  ['pwd', runPwd],
  ['read', runRead],
  ['command', runCommandBuiltin],
  ['local', runLocal],
  ...'alias bg chdir fg getopts hash jobs kill type ulimit umask unalias wait'
    .split(' ')
    .map((name): [string, Builtin] => [name, unsupported(name)]),
]);

function statusArgument(shell: Shell, args: readonly ByteString[]): number {
  const [text] = args;
  if (text === undefined) return shell.status;
  if (!/^\d+$/.test(text) || text.length > 9) throw new ShellError(`Illegal number: ${text}`);
  return Number(text) & 255;
}

function leaveLoop(shell: Shell, kind: 'break' | 'continue', args: readonly ByteString[]): number {
  const text = args[0] ?? '1';
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new ShellError(`Illegal number: ${text}`);
  if (shell.loopDepth === 0) throw new Unsupported(`${kind} outside a loop`);
  throw new LeaveLoop(kind, Math.min(Number(text), shell.loopDepth));
}

function runEval(shell: Shell, args: readonly ByteString[], isTested: boolean): number {
  const program = parseShell(args.join(' '), shell.line, { isBash: shell.isBash });
  shell.evalDepth++;
  try {
    shell.status = 0;
    return shell.execute(program, isTested);
  } finally {
    shell.evalDepth--;
  }
}

function runExec(shell: Shell, args: readonly ByteString[]): number {
  const searchPath = shell.variables.get('PATH')?.value;
  if (searchPath === undefined || args[0]?.startsWith('-') === true) throw new Unsupported('exec');
  // Shells have other words for it than for a command that is not there.
  const { kind } = shell.run.world.locate(args[0] ?? '', searchPath, shell.directory);
  if (kind !== 'found') throw new Unsupported('exec of a program that is not there');
  // A program takes the shell's place, so no exit trap is run.
  const status = shell.runProgram(args, shell.variables.exported(), searchPath);
  shell.exitTrap = null;
  throw new ExitShell(status);
}

function runExport(shell: Shell, args: readonly ByteString[]): number {
  if (args.length === 0 || args[0]?.startsWith('-') === true) throw new Unsupported('export');
  for (const argument of args) {
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (!isName(name)) throw new ShellError(`${name}: bad variable name`);
    if (equals >= 0) setVariable(shell, name, argument.slice(equals + 1));
    shell.variables.set(name, { value: shell.variables.get(name)?.value, isExported: true });
  }
  return 0;
}

/**
 * `local NAME[=VALUE]…`: without a value the variable keeps the outer one. Source: dash 0.5.12 `mklocal`; bash unsets it.
 */
function runLocal(shell: Shell, args: readonly ByteString[]): number {
  const { locals } = shell;
  // Outside of a function it ends the shell.
  if (locals === null) throw new Unsupported('local outside of a function');
  for (const argument of args) {
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (!isName(name)) throw new Unsupported('operand of local');
    const outer = shell.variables.get(name);
    if (!locals.has(name)) {
      locals.set(name, outer);
      const value = shell.isBash ? undefined : outer?.value;
      if (outer !== undefined) shell.variables.set(name, { value, isExported: outer.isExported });
    }
    if (equals >= 0) setVariable(shell, name, argument.slice(equals + 1));
  }
  return 0;
}

function runSet(shell: Shell, args: readonly ByteString[]): number {
  if (args.length === 0) throw new Unsupported('set without operands');
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      shell.positional = args.slice(at + 1);
      return 0;
    }
    if (word === '-' || word === '+' || !/^[-+]/.test(word)) break;
    const isOn = word.startsWith('-');
    // dash has no such option. Source: Bash Reference Manual 5.2, 4.3.1.
    if (shell.isBash && word.slice(1) === 'o' && args[at + 1] === 'pipefail') {
      shell.isPipeFailing = isOn;
      at += 1;
      continue;
    }
    for (const letter of word.slice(1)) {
      if (letter === 'e') shell.exitsOnError = isOn;
      else if (letter === 'u') shell.isUnsetFatal = isOn;
      else if (letter === 'f') shell.isGlobbing = !isOn;
      else throw new Unsupported(`set -${letter}`);
    }
  }
  if (args[at] === '-' || args[at] === '+') throw new Unsupported('set -');
  if (at < args.length) shell.positional = args.slice(at);
  return 0;
}

function runShift(shell: Shell, args: readonly ByteString[]): number {
  const text = args[0] ?? '1';
  if (!/^\d{1,9}$/.test(text)) throw new ShellError(`Illegal number: ${text}`);
  const count = Number(text);
  if (count > shell.positional.length) throw new ShellError("can't shift that many");
  shell.positional = shell.positional.slice(count);
  return 0;
}

const signalNames: ReadonlySet<string> = new Set(
  'HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM 1 2 3 6 13 14 15'.split(' '),
);

function runTrap(shell: Shell, args: readonly ByteString[]): number {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const [action, ...signals] = operands;
  if (action === undefined || signals.length === 0) throw new Unsupported('trap without a signal');
  for (const signal of signals) {
    if (signal === 'EXIT' || signal === '0') {
      shell.exitTrap =
        action === '-' || action === '' ? null : parseShell(action, shell.line, { isBash: shell.isBash });
    } else if (!signalNames.has(signal)) {
      // No signal reaches an interpreted shell, but an unknown name is an error.
      throw new Unsupported('trap for an unknown signal');
    }
  }
  return 0;
}

function runUnset(shell: Shell, args: readonly ByteString[]): number {
  let names = args;
  let isFunction = false;
  if (names[0] === '-f' || names[0] === '-v') {
    isFunction = names[0] === '-f';
    names = names.slice(1);
  }
  for (const name of names) {
    if (isFunction) shell.functions.delete(name);
    else if (!isName(name)) throw new ShellError(`${name}: bad variable name`);
    else shell.variables.set(name, undefined);
  }
  return 0;
}

/**
 * `echo` of bash: options in front, and escapes only with `-e`, of which those that dash lacks are not covered.
 * Source: Bash Reference Manual 5.2, 4.2.
 */
function runBashEcho(shell: Shell, args: readonly ByteString[]): number {
  const count = args.findIndex((word) => !/^-[neE]+$/.test(word));
  const letters = args.slice(0, count < 0 ? args.length : count).join('');
  const text = args.slice(count < 0 ? args.length : count).join(' ');
  const hasEscapes = letters.lastIndexOf('e') > letters.lastIndexOf('E');
  if (hasEscapes && /(?<!\\)(?:\\\\)*\\[eExuU0-9]/.test(text)) throw new Unsupported('escape of bash');
  const { text: printed, isCut } = hasEscapes ? unescape(text) : { text, isCut: false };
  write(shell, 1, isCut || letters.includes('n') ? printed : `${printed}\n`);
  return 0;
}

function runEcho(shell: Shell, args: readonly ByteString[]): number {
  if (shell.isBash) return runBashEcho(shell, args);
  const isBare = args[0] === '-n';
  const operands = isBare ? args.slice(1) : args;
  let text = '';
  for (let i = 0; i < operands.length; i++) {
    const piece = unescape(operands[i] ?? '');
    text += (i > 0 ? ' ' : '') + piece.text;
    if (piece.isCut) {
      write(shell, 1, text);
      return 0;
    }
  }
  write(shell, 1, isBare ? text : `${text}\n`);
  return 0;
}

function runPrintf(shell: Shell, args: readonly ByteString[]): number {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const [format, ...values] = operands;
  if (format === undefined) throw new ShellError('usage: printf format [arg ...]');
  if (operands === args && format.startsWith('-') && format.length > 1) throw new Unsupported('printf option');
  write(shell, 1, formatPrintf(format, values));
  return 0;
}

function runTest(shell: Shell, operands: readonly ByteString[]): number {
  const isTrue = evalTest(operands, {
    stat: (path) => {
      const found = statFile(shell, path);
      if (found === undefined) noteAbsent(shell, 'file', path);
      return found;
    },
    realPath: (path) => shell.run.world.host.realPath(resolvePath(shell, path)),
    isLink: (path) => isLink(shell, path),
    isReadable: (path) => {
      if (statFile(shell, path)?.kind !== 'file') return true;
      try {
        return shell.run.world.host.readFile(resolvePath(shell, path)) !== undefined;
      } catch (error) {
        passTroubleOn(error);
        if (error instanceof HostError) return false;
        throw error;
      }
    },
  });
  return isTrue ? 0 : 1;
}

function runCd(shell: Shell, args: readonly ByteString[]): number {
  const operands = args[0] === '--' ? args.slice(1) : args;
  const target = operands[0] ?? shell.variables.get('HOME')?.value;
  if (target === undefined || target === '' || target.startsWith('-') || operands.length > 1) {
    throw new Unsupported('cd');
  }
  if (shell.variables.has('CDPATH')) throw new Unsupported('CDPATH');
  if (statFile(shell, target)?.kind !== 'directory') throw new ShellError(`can't cd to ${target}`);
  const before = shell.directory;
  shell.directory = normalPath('/', resolvePath(shell, target));
  setVariable(shell, 'OLDPWD', before);
  setVariable(shell, 'PWD', shell.directory);
  return 0;
}

function runPwd(shell: Shell, args: readonly ByteString[]): number {
  if (args.length > 0 && args[0] !== '-L') throw new Unsupported('pwd option');
  write(shell, 1, `${shell.directory}\n`);
  return 0;
}

function runRead(shell: Shell, args: readonly ByteString[]): number {
  const isRaw = args[0] === '-r';
  const names = isRaw ? args.slice(1) : args;
  if (names.length === 0 || names.some((name) => !isName(name))) throw new Unsupported('read operands');
  const line = takeLine(shell.descriptors.get(0));
  const separators = shell.variables.get('IFS')?.value ?? ' \t\n';
  let rest = line ?? '';
  const isWhole = rest.endsWith('\n');
  if (isWhole) rest = rest.slice(0, -1);
  if (!isRaw && rest.includes('\\')) throw new Unsupported('backslash for read');
  if (/[^ \t\n]/.test(separators)) throw new Unsupported('read with other separators');
  const isBlank = (at: number): boolean => at < rest.length && separators.includes(rest.charAt(at));
  names.forEach((name, index) => {
    let start = 0;
    while (isBlank(start)) start++;
    let end = start;
    if (index < names.length - 1) {
      while (end < rest.length && !isBlank(end)) end++;
    } else {
      end = rest.length;
      while (end > start && isBlank(end - 1)) end--;
    }
    setVariable(shell, name, rest.slice(start, end));
    rest = rest.slice(end);
  });
  return isWhole ? 0 : 1;
}

function runCommandBuiltin(shell: Shell, args: readonly ByteString[], isTested: boolean): number {
  let operands = args;
  const isLookup = operands[0] === '-v';
  if (isLookup) operands = operands.slice(1);
  const hasEnd = operands[0] === '--';
  if (hasEnd) operands = operands.slice(1);
  const [name] = operands;
  // dash has no complaint about a name that is missing. Observed with dash 0.5.12.
  if (name === undefined) return 0;
  if (!hasEnd && name.startsWith('-')) throw new Unsupported('command option');
  if (!isLookup) {
    if (specialBuiltins.has(name)) throw new Unsupported('command before a special builtin');
    return shell.runCommand({ assignments: [] }, operands, isTested);
  }
  const text = findCommand(shell, name);
  // Bash has another status for it. Observed with bash 5.2.
  if (text === null) return shell.isBash ? 1 : 127;
  // Who throws this away asked for the status only; it is no word to keep.
  if (shell.descriptors.get(1)?.kind !== 'null') write(shell, 1, `${text}\n`);
  return 0;
}

/** What `command -v` prints for a name, or null. */
function findCommand(shell: Shell, name: ByteString): ByteString | null {
  if (reservedWords.has(name) || specialBuiltins.has(name) || builtins.has(name) || shell.functions.has(name)) {
    return name;
  }
  if (name === '') return null;
  const searchPath = shell.variables.get('PATH')?.value;
  if (searchPath === undefined) throw new Unsupported('no PATH');
  const location = shell.run.world.locate(name, searchPath, shell.directory);
  if (location.kind === 'found') return location.path;
  noteAbsent(shell, 'program', name);
  return null;
}
