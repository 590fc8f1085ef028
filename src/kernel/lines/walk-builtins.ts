/** Builtins of a shell in a walk: what they set, and how they end where that is known. */
import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import { normalPath } from '../../host/paths.ts';
import { evalShellTest, parseShell, unescapeEcho, UnsupportedShellText } from '../../probe/index.ts';
import type { Known } from './line-words.ts';
import { startProgram } from './walk-programs.ts';
import { type Call, Leave, type Status, type Walker } from './walk-state.ts';

/** Builtins that do nothing that matters here. */
const idleBuiltins: ReadonlySet<string> = new Set(
  ': true alias bg fg getopts hash jobs kill times trap type ulimit umask unalias wait pwd readonly'.split(' '),
);

/** Builtins that bash has and dash has not. */
const bashBuiltins: ReadonlySet<string> = new Set(
  'declare typeset let shopt source pushd popd mapfile readarray builtin enable disown'.split(' '),
);

/** Carries out a builtin; null for the name of a program. */
export function runBuiltin(walk: Walker, name: ByteString, { args, own }: Call, isTested: boolean): Status | null {
  const [first] = args;
  if (idleBuiltins.has(name)) return 0;
  switch (name) {
    case 'false':
      return 1;
    case 'echo':
    case 'printf':
      if (walk.places.get(1) !== 'away') runPrint(walk, name, args);
      return 0;
    case 'test':
    case '[':
      return runTest(walk, name === '[' ? args.slice(0, -1) : args);
    case 'exit':
    case 'return':
      throw new Leave(name, first === undefined ? walk.status : first === null ? 'open' : Number(first) & 255);
    case 'break':
    case 'continue':
      throw new Leave('break', 0);
    case 'cd':
      walk.cwd = first == null || walk.cwd === null || args.length > 1 ? null : normalPath(walk.cwd, first);
      return 0;
    case 'set':
      return runSet(walk, args);
    case 'shift':
      walk.positional = walk.positional?.slice(first == null ? 1 : Number(first)) ?? null;
      return 0;
    case 'export':
    case 'local':
      for (const word of args) {
        const [, variable, value] = /^(\w+)(?:=([^]*))?$/.exec(word ?? '') ?? [];
        if (word === null) walk.isOpen = true;
        else if (variable !== undefined && (value !== undefined || name === 'local'))
          walk.variables.set(variable, value);
      }
      return 0;
    case 'unset':
      for (const word of args) if (word !== null && !word.startsWith('-')) walk.variables.set(word, undefined);
      return 0;
    case 'read':
      for (const word of args) if (word !== null && !word.startsWith('-')) walk.variables.set(word, null);
      return 'open';
    case 'eval':
      if (args.includes(null)) throw new UnsupportedShellText('eval');
      return walk.nested(() => walk.execute(parseShell(args.join(' ')), isTested), 'eval: ');
    case 'exec':
      if (args.length === 0) return 0;
      throw new Leave(
        'exit',
        walk.nested(() => startProgram(walk, args, own), 'exec: '),
      );
    case 'command':
      return runCommand(walk, args, own);
    case '.':
    case 'source':
      return name === 'source' && !walk.shell.isBash ? null : runSource(walk, first ?? null, isTested);
    default:
      if (walk.shell.isBash && bashBuiltins.has(name)) throw new UnsupportedShellText(name);
      return null;
  }
}

function runPrint(walk: Walker, name: ByteString, args: readonly Known[]): void {
  if (args.includes(null)) return;
  const words = args as readonly ByteString[];
  if (name === 'printf') {
    if (words[0] === '%s\\n')
      walk.write(
        1,
        words
          .slice(1)
          .map((word) => `${word}\n`)
          .join(''),
      );
    return;
  }
  const isBare = words[0] === '-n';
  const text = (isBare ? words.slice(1) : words).join(' ');
  walk.write(1, `${walk.shell.isBash ? text : unescapeEcho(text).text}${isBare ? '' : '\n'}`);
}

function runTest(walk: Walker, args: readonly Known[]): Status {
  if (args.includes(null)) return 'open';
  const { needs } = walk.shared;
  const unknown = new UnsupportedShellText('a file that may have changed');
  const pathOf = (name: ByteString): ByteString => {
    if (walk.cwd === null) throw unknown;
    const path = normalPath(walk.cwd, name);
    if (needs.world.stateOf(path) !== 'known') throw unknown;
    return path;
  };
  try {
    const isTrue = evalShellTest(args as readonly ByteString[], {
      stat: (name) => needs.world.host.stat(pathOf(name)),
      isReadable: (name) => needs.world.host.stat(pathOf(name)) !== undefined,
      realPath: (name) => needs.world.host.realPath(pathOf(name)),
      // What recipes link is not known.
      isLink: () => {
        throw unknown;
      },
    });
    return isTrue ? 0 : 1;
  } catch (error) {
    passTroubleOn(error);
    // Files that may have changed, and operands that only the shell has words for.
    return 'open';
  }
}

function runSet(walk: Walker, args: readonly Known[]): Status {
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift();
    if (word == null) {
      walk.positional = null;
      return 0;
    }
    if (word === '--') {
      walk.positional = words.includes(null) ? null : words;
      return 0;
    }
    if (word === '-o' || word === '+o') {
      const option = words.shift();
      if (option === 'pipefail') walk.hasPipefail = word === '-o';
      if (option === 'errexit') walk.exitsOnError = word === '-o';
    } else if (/^-[a-z]*e/.test(word)) walk.exitsOnError = true;
    else if (/^\+[a-z]*e/.test(word)) walk.exitsOnError = false;
    else if (!/^[-+]/.test(word)) {
      walk.positional = [word, ...words];
      return 0;
    }
    if (/^-[a-z]*o$/.test(word) && word !== '-o' && words.shift() === 'pipefail') walk.hasPipefail = true;
  }
  return 0;
}

/** `command NAME …`, `command -v NAME`. */
function runCommand(walk: Walker, args: readonly Known[], own: ReadonlyMap<string, Known>): Status {
  const [first] = args;
  if (first !== '-v' && first !== '-V') return first === '-p' ? 'open' : startProgram(walk, args, own);
  const name = args[1];
  if (name == null || walk.cwd === null) return 'open';
  const { kind } = walk.shared.needs.find(name, walk.searchPath(own) ?? '', walk.cwd);
  if (kind === 'uncertain' || walk.searchPath(own) === null) return 'open';
  return kind === 'program' || kind === 'script' ? 0 : 127;
}

function runSource(walk: Walker, name: Known, isTested: boolean): Status {
  if (name !== null && name.includes('/') && walk.cwd !== null) {
    const text = walk.shared.needs.textOf(normalPath(walk.cwd, name));
    if (text !== null) return walk.nested(() => walk.execute(parseShell(text), isTested), '');
  }
  // Only its variables matter, unless it has commands of its own.
  if (name === null || !/auto\.conf$|\.config$/.test(name)) walk.doubt('sourced-file', name ?? '');
  walk.isOpen = true;
  return 'good';
}
