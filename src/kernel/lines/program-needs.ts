/** What a program of a recipe needs to start: itself, the interpreter that its first line names, modules of Python. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath, baseName, normalPath, parentPath } from '../../host/paths.ts';
import type { ShellWorld } from '../../probe/index.ts';

/** Files and programs as the lines of a recipe see them. */
export interface LineWorld extends Pick<ShellWorld, 'locate'> {
  readonly host: Host;
  /**
   * `made`: an earlier recipe of this build makes it, so that it is there, of unknown content. `uncertain`: a line that
   * was not followed may have made or changed it. `known`: the host has it as it is, or it is not there.
   */
  stateOf(path: ByteString): 'made' | 'uncertain' | 'known';
  /**
   * Enters a make that a script starts, so that its own lines are decided; false for a make of another build. Absent: no
   * make is entered.
   */
  enterMake?(call: ScriptCall): boolean;
  /** The status of a program that only looks at files, such as `grep -q`; null where it is not known. Absent: none is. */
  ask?(call: ScriptCall): number | null;
}

/** A program that a script starts. */
export interface ScriptCall {
  /** Program and words. */
  readonly argv: readonly ByteString[];
  readonly cwd: ByteString;
  readonly env: Readonly<Record<string, ByteString>>;
}

/** Something that a line needs and that is not there. */
export interface MissingNeed {
  readonly kind: 'program' | 'interpreter' | 'python-module';
  /** The word of the line, the path of the first line of a script, the name of the module. */
  readonly name: ByteString;
  /** `denied`: it is there and must not be executed. */
  readonly state: 'missing' | 'denied';
  /** `$PATH` that was searched; null for a path. */
  readonly searchPath: ByteString | null;
  /** The script that needs it, absolute, and the line of it; null for the recipe's own line. */
  readonly script: { readonly path: ByteString; readonly line: number } | null;
}

/** A program that was looked for. */
export type FoundProgram =
  /** A program, or a script that is not looked into; `isMade`: by this build. */
  | { readonly kind: 'program'; readonly path: ByteString }
  /** A script of which the text is known. */
  | { readonly kind: 'script'; readonly path: ByteString; readonly text: ByteString; readonly head: ScriptHead }
  | { readonly kind: 'missing' | 'denied' }
  /** It may be there. */
  | { readonly kind: 'uncertain' };

/** The first line of a script. */
export interface ScriptHead {
  readonly interpreter: ByteString;
  /** What follows it on the line; empty for nothing. */
  readonly option: ByteString;
}

/** Largest script that is looked into, in bytes. */
const maxScriptBytes = 256 * 1024;

/** The first line of a script; null for a text without one. */
export function scriptHead(text: ByteString): ScriptHead | null {
  const found = /^#![ \t]*(\S+)[ \t]*([^\n]*)/.exec(text);
  return found === null ? null : { interpreter: found[1] ?? '', option: (found[2] ?? '').trim() };
}

/** The program that runs a script: that of `env NAME` for `#!/usr/bin/env NAME`. */
export function interpreterOf({ interpreter, option }: ScriptHead): ByteString {
  if (baseName(interpreter) !== 'env') return baseName(interpreter);
  return option.split(/\s+/).find((word) => word !== '-S') ?? '';
}

/** Programs and scripts of one world. What was found is kept: files of a build do not go away. */
export class ProgramNeeds {
  readonly world: LineWorld;
  private readonly programs = new Map<string, FoundProgram>();
  private readonly texts = new Map<string, ByteString | null>();
  private readonly swigFailures = new Map<string, ByteString | null>();
  private readonly modules = new Map<string, boolean | null>();

  constructor(world: LineWorld) {
    this.world = world;
  }

  /** Looks a program up as a shell does. `cwd` is only read for a relative path. */
  find(name: ByteString, searchPath: ByteString, cwd: ByteString): FoundProgram {
    if (name.includes('/')) return this.findPath(name, searchPath, cwd);
    const key = `${name}\0${searchPath}`;
    let found = this.programs.get(key);
    if (found === undefined) {
      const location = this.world.locate(name, searchPath, cwd);
      found = location.kind === 'found' ? { kind: 'program', path: location.path } : location;
      this.programs.set(key, found);
    }
    return found;
  }

  private findPath(name: ByteString, searchPath: ByteString, cwd: ByteString): FoundProgram {
    const path = normalPath(cwd, name);
    const known = this.programs.get(path);
    if (known !== undefined) return known;
    const state = this.world.stateOf(path);
    if (state === 'made') return { kind: 'program', path };
    const location = this.world.locate(name, searchPath, cwd);
    if (location.kind !== 'found') return state === 'uncertain' ? { kind: 'uncertain' } : location;
    const text = state === 'uncertain' ? null : this.textOf(path);
    const head = text === null ? null : scriptHead(text);
    const found: FoundProgram =
      text === null || head === null ? { kind: 'program', path } : { kind: 'script', path, text, head };
    this.programs.set(path, found);
    return found;
  }

  /** True for a file that is not there, and that nothing has made. */
  isMissing(path: ByteString): boolean {
    return this.world.stateOf(path) === 'known' && this.world.host.stat(path) === undefined;
  }

  /** The text of a script; null for a file that is none, is too large, is not there or may have changed. */
  textOf(path: ByteString): ByteString | null {
    const kept = this.texts.get(path);
    if (kept !== undefined) return kept;
    let text: ByteString | null = null;
    const { host } = this.world;
    const stat = this.world.stateOf(path) === 'known' ? host.stat(path) : undefined;
    if (stat?.kind === 'file' && stat.size <= maxScriptBytes) {
      const content = host.readFile(path) ?? '';
      text = content.startsWith('\x7fELF') ? null : content;
    }
    this.texts.set(path, text);
    return text;
  }

  /**
   * The first import of a Python script whose module is not there; null when all are, `uncertain` when that is not
   * known. Imports at the beginning of a line are looked at: make's user meets no other with certainty.
   */
  missingModule(
    script: { readonly path: ByteString; readonly text: ByteString },
    python: ByteString,
    env: Readonly<Record<string, ByteString>>,
  ): { readonly name: ByteString; readonly line: number; readonly text: ByteString } | 'uncertain' | null {
    const directory = parentPath(script.path);
    const lines = script.text.split('\n');
    // A script that changes the search path brings in modules of its own tree.
    const hasOwnPath = /\bsys\.path\b/.test(script.text);
    let isUncertain = false;
    let isInText = false;
    for (const [index, text] of lines.entries()) {
      const quotes = text.match(/"""|'''/g)?.length ?? 0;
      const isText = isInText || quotes > 0;
      if (quotes % 2 === 1) isInText = !isInText;
      if (isText) continue;
      // What follows may depend on a test; a definition ends the part that only imports.
      if (/^(?:try\s*:|def |class |if )/.test(text)) break;
      for (const name of importsOf(text)) {
        if (this.isLocalModule(directory, name)) continue;
        if (hasOwnPath && this.isLocalModule(parentPath(directory), name)) continue;
        const isThere = this.hasModule(python, name, env);
        if (isThere === false && !hasOwnPath) return { name, line: index + 1, text: text.trim() };
        isUncertain ||= isThere !== true;
      }
    }
    return isUncertain ? 'uncertain' : null;
  }

  /** What Python writes when it is to start swig; null where that is there, or where Python cannot be asked. */
  swigFailure(python: ByteString, env: Readonly<Record<string, ByteString>>): ByteString | null {
    const key = `${python}\0${env['PATH'] ?? ''}\0${env['PYTHONPATH'] ?? ''}`;
    const kept = this.swigFailures.get(key);
    if (kept !== undefined) return kept;
    const argv = [python, '-c', askForSwig];
    const { outcome, status, stderr } = this.world.host.run({ argv, cwd: '/', env, timeoutMs: 20_000 });
    const words = outcome === 'exited' && status === 1 && /^error: .*\n$/m.test(stderr) ? stderr : null;
    this.swigFailures.set(key, words);
    return words;
  }

  private isLocalModule(directory: ByteString, name: ByteString): boolean {
    const { host } = this.world;
    return [`${directory}/${name}.py`, `${directory}/${name}`].some((path) => {
      return this.world.stateOf(path) !== 'known' || host.stat(path) !== undefined;
    });
  }

  /** Null when Python cannot be asked. */
  private hasModule(python: ByteString, name: ByteString, env: Readonly<Record<string, ByteString>>): boolean | null {
    const key = `${python}\0${name}\0${env['PYTHONPATH'] ?? ''}`;
    const kept = this.modules.get(key);
    if (kept !== undefined) return kept;
    const { host } = this.world;
    // An own PYTHONPATH may lead to modules that this build makes.
    const isOwn = (env['PYTHONPATH'] ?? '')
      .split(':')
      .some((place) => place !== '' && this.isLocalModule(absolutePath(host.cwd, place), name));
    const argv = [python, '-c', `import ${name}`];
    const { outcome, status, stderr } = isOwn
      ? { outcome: 'exited', status: 0, stderr: '' }
      : host.run({ argv, cwd: '/', env, timeoutMs: 20_000 });
    let isThere: boolean | null = null;
    if (outcome === 'exited' && status === 0) isThere = true;
    else if (outcome === 'exited' && stderr.includes(`ModuleNotFoundError: No module named '${name}'`)) isThere = false;
    this.modules.set(key, isThere);
    return isThere;
  }
}

/**
 * Asks Python what it says when it builds an extension and swig is not there; which words these are depends on its
 * version. Source: distutils.command.build_ext, swig_sources; distutils.core, setup.
 */
const askForSwig = `import setuptools
from distutils.errors import DistutilsExecError
from distutils.spawn import spawn
try:
    spawn(['swig', '-version'])
except DistutilsExecError as error:
    raise SystemExit('error: ' + str(error))
`;

/** The line of a setup script that builds an extension of Python from a source of swig; null for any other call. */
export function swigLine(
  text: ByteString,
  words: readonly (ByteString | null)[],
  sources: ByteString | null,
): number | null {
  if (!words.some((word) => word === 'build_ext' || word === 'build')) return null;
  if (!/(?:^|\s)[^\s]+\.i(?:\s|$)/.test(sources ?? '') || !text.includes("os.environ.get('SOURCES'")) return null;
  const line = text.split('\n').findIndex((one) => /^\w+ *= *Extension\(/.test(one));
  return line < 0 ? null : line + 1;
}

/** The top-level modules that a line of Python imports. */
function importsOf(line: ByteString): readonly ByteString[] {
  const from = /^from ([A-Za-z_]\w*)(?:\.[\w.]*)? import /.exec(line)?.[1];
  if (from !== undefined) return from === '__future__' ? [] : [from];
  const names = /^import ([A-Za-z_][\w., \t]*)(?:#.*)?\r?$/.exec(line)?.[1];
  if (names === undefined) return [];
  return names.split(',').map((name) => /^\s*(\w*)/.exec(name)?.[1] ?? '');
}

/** A program that was not found. */
export function lackOf(name: ByteString, state: MissingNeed['state'], searchPath: ByteString): MissingNeed {
  return { kind: 'program', name, state, searchPath: name.includes('/') ? null : searchPath, script: null };
}
