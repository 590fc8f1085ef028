/**
 * Classifies shell texts that only check: whatever it answers, running it changes nothing and starts
 * no program. Recipes of a kernel tree test their surroundings with such lines and fail on them.
 */
import type { ByteString } from '../../core/bytes.ts';
import { normalPath } from '../../host/paths.ts';
import {
  parseShell,
  type ShellCommand,
  type ShellRedirection,
  type ShellWord,
  UnsupportedShellText,
} from '../../probe/index.ts';

/** Longest text that is looked at, in bytes. */
const maxTextBytes = 16 * 1024;

/** Commands without an effect but their output and status; with a path they are programs of that name. */
const pureCommands: ReadonlySet<string> = new Set([
  'echo',
  'printf',
  'false',
  'true',
  ':',
  'exit',
  'test',
  '[',
  '/bin/false',
  '/bin/true',
  '/usr/bin/false',
  '/usr/bin/true',
]);

/** Operators of `test` that look at files. Source: POSIX.1-2017 XCU `test`, dash(1). */
const fileOperators: ReadonlySet<string> = new Set(
  '-b -c -d -e -f -g -h -k -p -r -s -u -w -x -G -L -O -S -nt -ot -ef'.split(' '),
);

/** What a text that only checks depends on. */
export interface CheckText {
  /** True when the answer depends on files below the directory asked about. */
  readonly readsFiles: boolean;
}

interface Walk {
  readonly directory: string;
  readsFiles: boolean;
  usesDevice: boolean;
}

/**
 * What a shell text run in `directory` depends on; null when it does more than check, or when it is
 * not understood.
 */
export function classifyCheck(text: ByteString, directory: string): CheckText | null {
  if (text.length > maxTextBytes) return null;
  let command: ShellCommand;
  try {
    command = parseShell(text);
  } catch (error) {
    if (error instanceof UnsupportedShellText) return null;
    throw error;
  }
  const walk: Walk = { directory: normalPath(directory, '.'), readsFiles: false, usesDevice: false };
  if (!isPure(command, walk)) return null;
  // A device needs the real shell, and that does not see the files laid over the tree.
  return walk.usesDevice && walk.readsFiles ? null : { readsFiles: walk.readsFiles };
}

function isPure(command: ShellCommand, walk: Walk): boolean {
  switch (command.kind) {
    case 'simple': {
      if (command.assignments.length > 0 || command.words.length === 0) return false;
      const [first] = command.words;
      const name = first === undefined ? null : literalOf(first);
      if (name === null || !pureCommands.has(name)) return false;
      const args = command.words.slice(1);
      if (!args.every((word) => isPureWord(word, walk))) return false;
      if (name === 'test' || name === '[') noteTestedFiles(args, walk);
      return isPureRedirections(command.redirections, walk);
    }
    case 'sequence':
      return command.commands.every((inner) => isPure(inner, walk));
    case 'and':
    case 'or':
      return isPure(command.left, walk) && isPure(command.right, walk);
    case 'not':
      return isPure(command.command, walk);
    case 'subshell':
    case 'redirected':
      return isPure(command.body, walk) && isPureRedirections(command.redirections, walk);
    case 'if':
      return (
        isPure(command.condition, walk) &&
        isPure(command.then, walk) &&
        (command.otherwise === null || isPure(command.otherwise, walk))
      );
    case 'pipeline':
    case 'while':
    case 'until':
    case 'for':
    case 'case':
    case 'function':
      return false;
  }
}

/** The text of a word that needs no expansion, null for any other. */
function literalOf(word: ShellWord): ByteString | null {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'literal') return null;
    text += part.text;
  }
  return text;
}

function isPureWord(word: ShellWord, walk: Walk): boolean {
  for (const part of word.parts) {
    if (part.kind === 'literal') {
      // An unquoted pattern lists the directory.
      if (!part.quoted && part.text !== ']' && /[*?[]/.test(part.text)) walk.readsFiles = true;
    } else if (part.kind === 'parameter') {
      if (part.operator === '=' || (part.word !== null && !isPureWord(part.word, walk))) return false;
      if (!part.quoted) walk.readsFiles = true;
    } else return false;
  }
  return true;
}

function noteTestedFiles(args: readonly ShellWord[], walk: Walk): void {
  const texts = args.map(literalOf);
  if (!texts.some((text) => text !== null && fileOperators.has(text))) return;
  for (const text of texts) {
    if (text !== null && (text.startsWith('-') || text === '' || text === ']')) continue;
    if (text === null || isBelow(normalPath(walk.directory, text), walk.directory)) walk.readsFiles = true;
  }
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? directory : `${directory}/`);
}

function isPureRedirections(redirections: readonly ShellRedirection[], walk: Walk): boolean {
  return redirections.every(({ operator, target }) => {
    const text = literalOf(target);
    switch (operator) {
      case '>&':
        return text === '1' || text === '2' || text === '-';
      case '>':
      case '>>':
        if (text === '/dev/stderr' || text === '/dev/stdout') walk.usesDevice = true;
        return text === '/dev/null' || text === '/dev/stderr' || text === '/dev/stdout';
      case '<':
        return text === '/dev/null';
      case '<&':
      case '<<':
      case '<<<':
        return false;
    }
  });
}
