/** Programs in a walk: looked up as the shell would, scripts followed, and the words of what cannot be started. */
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath, baseName, normalPath } from '../../host/paths.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import type { Known } from './line-words.ts';
import { type FoundProgram, interpreterOf, type MissingNeed, swigLine } from './program-needs.ts';
import type { Status, Walker } from './walk-state.ts';

/** Programs that start another one, named by their words. */
const starters: ReadonlySet<string> = new Set('env nice nohup time timeout setsid ionice stdbuf xargs sudo'.split(' '));

/** Programs that say by their status what they found. */
const askers: ReadonlySet<string> = new Set('cmp diff egrep expr fgrep grep test which'.split(' '));

/** Starts a program. */
export function startProgram(walk: Walker, fields: readonly Known[], own: ReadonlyMap<string, Known>): Status {
  const [name, ...args] = fields;
  const searchPath = walk.searchPath(own);
  if (name == null || searchPath === null || (walk.cwd === null && name.includes('/') && !name.startsWith('/'))) {
    walk.doubt('unknown-program', name ?? '');
    return 'open';
  }
  if (name === 'make' || name === walk.shell.make) {
    if (!entersMake(walk, [name, ...args])) walk.doubt('separate-make', args.map((word) => word ?? '?').join(' '));
    return 'good';
  }
  const cwd = walk.cwd ?? '/';
  const found = walk.shared.needs.find(name, searchPath, cwd);
  if (found.kind === 'missing' || found.kind === 'denied') {
    const paths = name.includes('/') ? null : searchPath;
    return fail(walk, found.kind === 'denied', { kind: 'program', name, searchPath: paths }, name, found);
  }
  if (found.kind === 'uncertain') {
    walk.doubt('uncertain-program', name);
    return 'good';
  }
  if (walk.unsure === 0) walk.shared.started.push(name);
  const program = baseName(name);
  if (found.kind === 'script') return startScript(walk, found, name, args, searchPath, own);
  if (starters.has(program)) return startOther(walk, args, searchPath, cwd);
  if (isInterpreter(program)) {
    const status = startInterpreter(walk, program, args, own);
    if (status !== null) return status;
  }
  return askers.has(program) ? (askFiles(walk, [name, ...args]) ?? 'open') : 'good';
}

/** The status of a program that looks at files with known words; null where it is not known. */
function askFiles({ cwd, shared, shell }: Walker, words: readonly Known[]): number | null {
  if (cwd === null || words.some((word) => word == null)) return null;
  return shared.needs.world.ask?.({ argv: words as ByteString[], cwd, env: shell.env }) ?? null;
}

/** True for a make that is started for certain, with known words, and that was entered. */
function entersMake({ cwd, shared, shell, unsure }: Walker, words: readonly Known[]): boolean {
  if (unsure > 0 || cwd === null || words.some((word) => word == null)) return false;
  return shared.needs.world.enterMake?.({ argv: words as ByteString[], cwd, env: shell.env }) === true;
}

/** A script of the tree that is executed by its name. */
function startScript(
  walk: Walker,
  script: FoundProgram & { kind: 'script' },
  name: ByteString,
  args: readonly Known[],
  searchPath: ByteString,
  own: ReadonlyMap<string, Known>,
): Status {
  const { needs } = walk.shared;
  const { head } = script;
  const interpreter = needs.find(head.interpreter, searchPath, '/');
  const at = { path: script.path, line: 1 };
  if (interpreter.kind === 'missing' || interpreter.kind === 'denied') {
    const need = { kind: 'interpreter', name: head.interpreter, searchPath: null } as const;
    return fail(walk, interpreter.kind === 'denied', need, name, { kind: 'interpreter' }, at);
  }
  const program = interpreterOf(head);
  if (program !== baseName(head.interpreter)) {
    const inner = needs.find(program, searchPath, '/');
    if (inner.kind === 'missing') {
      const quotes = usesAscii(walk, own) ? ["'", "'"] : ['\xe2\x80\x98', '\xe2\x80\x99'];
      const words = `${head.interpreter}: ${quotes[0]}${program}${quotes[1]}: No such file or directory\n`;
      return failAs(walk, { kind: 'interpreter', name: program, searchPath, state: 'missing', script: at }, words, 127);
    }
  }
  return runScript(walk, program, script.path, script.text, name, args, head.option, own);
}

/** `sh FILE …`, `python3 FILE …`; null when it runs no script that is looked into. */
function startInterpreter(
  walk: Walker,
  program: ByteString,
  args: readonly Known[],
  own: ReadonlyMap<string, Known>,
): Status | null {
  // Its first word that is no option is the program itself, unless -f names a file.
  if (program.endsWith('awk') && !args.includes('-f')) return null;
  let at = 0;
  let options = '';
  for (; at < args.length; at += 1) {
    const word = args[at];
    if (word == null || !word.startsWith('-')) break;
    if (word === '-c' && isShellName(program)) {
      const text = args[at + 1];
      if (text == null) throw new UnsupportedShellText(`${program} -c`);
      return walk.runShell({
        name: program,
        text,
        args: args.slice(at + 3),
        options,
        own,
        path: null,
        isBash: program === 'bash',
      });
    }
    // The program itself follows, not a file.
    if (program === 'perl' ? /^-\w*[eE]/.test(word) : /^-[cm]$/.test(word)) return null;
    options += word;
  }
  const file = args[at];
  if (file == null || walk.cwd === null) return null;
  const path = normalPath(walk.cwd, file);
  const text = walk.shared.needs.textOf(path);
  if (text !== null) return runScript(walk, program, path, text, file, args.slice(at + 1), options, own);
  if (!walk.shared.needs.isMissing(path)) return null;
  const words = missingScript(program, file);
  if (words === null) {
    walk.doubt('unknown-program', file);
    return 'good';
  }
  const script = walk.script === null ? null : { path: walk.script, line: walk.line };
  const need: MissingNeed = { kind: 'program', name: file, searchPath: null, state: 'missing', script };
  return failAs(walk, need, words.text, words.status);
}

/** What an interpreter says of a script that is not there; null where its words depend on how it was found. */
function missingScript(program: ByteString, file: ByteString): { text: ByteString; status: number } | null {
  if (program === 'perl') return { text: `Can't open perl script "${file}": No such file or directory\n`, status: 2 };
  if (program === 'bash') return { text: `bash: ${file}: No such file or directory\n`, status: 127 };
  // Source: dash 0.5.12, setinputfile of input.c.
  return isShellName(program) ? { text: `${program}: 0: cannot open ${file}: No such file\n`, status: 2 } : null;
}

function runScript(
  walk: Walker,
  program: ByteString,
  path: ByteString,
  text: ByteString,
  name: ByteString,
  args: readonly Known[],
  options: ByteString,
  own: ReadonlyMap<string, Known>,
): Status {
  if (isShellName(program)) return walk.runShell({ name, text, args, options, own, path, isBash: program === 'bash' });
  if (/^python3?(?:\.\d+)?$/.test(program)) return runPython(walk, program, { path, name, text }, args, own);
  return 'good';
}

function runPython(
  walk: Walker,
  python: ByteString,
  { name: given, path, text }: { readonly path: ByteString; readonly name: ByteString; readonly text: ByteString },
  args: readonly Known[],
  own: ReadonlyMap<string, Known>,
): Status {
  const env: Record<string, ByteString> = { ...walk.shell.env };
  for (const [name, value] of [...walk.variables, ...own]) if (value != null && name in env) env[name] = value;
  const { needs } = walk.shared;
  const missing = needs.missingModule({ path, text }, python, env);
  if (missing === null) {
    const line = swigLine(text, args, own.get('SOURCES') ?? null);
    const words = line === null ? null : needs.swigFailure(python, env);
    if (line === null || words === null) return 'good';
    const need = { kind: 'program', name: 'swig', searchPath: walk.searchPath(own), state: 'missing' } as const;
    return failAs(walk, { ...need, script: { path, line } }, words, 1);
  }
  if (missing === 'uncertain') {
    walk.doubt('python-module', path);
    return 'good';
  }
  const { line, name } = missing;
  const words =
    `Traceback (most recent call last):\n  File "${absolutePath(walk.cwd ?? '/', given)}", line ${line}, in <module>\n    ${missing.text}\n` +
    `ModuleNotFoundError: No module named '${name}'\n`;
  const need: MissingNeed = { kind: 'python-module', name, searchPath: null, state: 'missing', script: { path, line } };
  return failAs(walk, need, words, 1);
}

/** `env A=1 PROGRAM …` and the like: a program that is missing then is theirs to report. */
function startOther(walk: Walker, args: readonly Known[], searchPath: ByteString, cwd: ByteString): Status {
  const name = args.find((word) => word === null || !/^-|^\d|^\w+=/.test(word));
  if (name === undefined) return 'good';
  if (name === null) walk.doubt('unknown-program', '');
  else {
    const { kind } = walk.shared.needs.find(name, searchPath, cwd);
    if (kind !== 'program' && kind !== 'script') walk.doubt('conditional-program', name);
  }
  return 'good';
}

/** A program that cannot be started. */
function fail(
  walk: Walker,
  isDenied: boolean,
  need: Pick<MissingNeed, 'kind' | 'name' | 'searchPath'>,
  word: ByteString,
  found: { readonly kind: FoundProgram['kind'] | 'interpreter' },
  script = walk.script === null ? null : { path: walk.script, line: walk.line },
): Status {
  const { isBash } = walk.shell;
  let problem = isDenied ? 'Permission denied' : 'not found';
  if (isBash && !isDenied) {
    const isPath = word.includes('/');
    if (found.kind === 'interpreter') problem = 'cannot execute: required file not found';
    else if (walk.prefix === '') problem = isPath ? 'No such file or directory' : 'command not found';
  }
  const position = isBash ? `line ${walk.line}` : String(walk.line);
  const words = `${walk.nameInMessages}: ${position}: ${walk.prefix}${word}: ${problem}\n`;
  return failAs(walk, { ...need, state: isDenied ? 'denied' : 'missing', script }, words, isDenied ? 126 : 127);
}

function failAs(walk: Walker, need: MissingNeed, words: ByteString, status: number): Status {
  if (walk.unsure > 0) {
    walk.doubt('conditional-program', need.name);
    return 'open';
  }
  walk.write(2, words);
  walk.shared.missing = need;
  return status;
}

/** True when programs write quotes of ASCII. */
function usesAscii(walk: Walker, own: ReadonlyMap<string, Known>): boolean {
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG']
    .map((name) => own.get(name) ?? walk.get(name))
    .find((value) => value != null && value !== '');
  return locale == null || !/utf-?8/i.test(locale);
}

function isShellName(program: ByteString): boolean {
  return program === 'sh' || program === 'dash' || program === 'bash';
}

function isInterpreter(program: ByteString): boolean {
  return isShellName(program) || /^(?:python3?(?:\.\d+)?|perl)$/.test(program);
}
