/**
 * Stops in recipes: updates a goal as make would, builds nothing, and decides those recipe lines that can be
 * followed. Lines are interpreted on files in memory; programs that only read may run, makes of the kernel's
 * own build are entered in process. A line that needs more than that (a compiler, a tool that is built first)
 * is taken to succeed and its target to be made anew by it.
 *
 * What such a line leaves in the object tree is not known. From then on a line that looks at files there is
 * not decided either; lines that look at the source tree, at variables or at nothing always are.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell, ShellAnswer, ShellRequest } from '../../core/run-shell.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { askingFor } from '../../host/policy-log.ts';
import { baseName, isBelow, normalPath, parentPath } from '../../host/paths.ts';
import {
  evaluateMakefiles,
  type MakeEvent,
  type ParsedMakeVersion,
  type RecipeCommand,
  updateAfterReading,
} from '../../make/index.ts';
import {
  type InterceptedCall,
  interpretShell,
  type ShellStream,
  type ShellWorld,
  UnsupportedShellText,
} from '../../probe/index.ts';
import { parseMakeCommand, splitSimpleCommand } from '../levels/command-words.ts';
import { eventsOf, type MakeLevel } from '../levels/top-makefile.ts';
import { createWorkHost } from '../levels/work-host.ts';
import { isListed } from './missing-rule.ts';
import { RecipeDriver, type RecipeLines } from './recipe-driver.ts';
import { createRecipeWorld, filesOf, readsInput, runSimpleTool } from './recipe-tools.ts';

/** What {@link findRecipeStops} needs. */
export interface RecipeStopsRequest {
  /** The make whose goals are updated. */
  readonly level: MakeLevel;
  readonly goals: readonly ByteString[];
  /** Files as the makes see them. */
  readonly host: Host;
  /** Where programs run. */
  readonly machine: Host;
  /** Answers `$(shell …)` of the makes that are entered. */
  readonly runShell: RunShell;
  readonly makeVersion: () => ParsedMakeVersion;
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** True when a record stands for the toolchain. */
  readonly hasRecord?: boolean;
  /** True when make has stopped before it comes to its goals. */
  readonly isStopped: boolean;
}

/** Makes entered before the rest is left out. */
const maxMakes = 3000;

/** Makes within one another. */
const maxDepth = 24;

/** The same behind a stop, where one make may start the next without end. */
const maxDepthBehindStop = 3;

/** Targets of one make before the rest is left out. */
const maxTargets = 50_000;

/** Shells whose language the interpreter speaks. */
const plainShells: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', '']);

/**
 * Stops and warnings of the recipes of some goals, in the order in which make comes to them. What a recipe
 * writes on stderr is `make/recipe-warning`, its failure `make/recipe-failed` with the text as make's user sees
 * it. What follows a stop is marked.
 */
export function findRecipeStops(request: RecipeStopsRequest): readonly MakeEvent[] {
  const stops = new RecipeStops(request);
  stops.update(request.level, request.goals);
  return stops.events;
}

/** Longest shell script that is followed, in bytes. */
const maxScriptBytes = 64 * 1024;

interface Script {
  readonly text: ByteString;
  readonly name: ByteString;
  readonly args: readonly ByteString[];
  readonly options: string;
}

class RecipeStops implements RecipeLines {
  readonly events: MakeEvent[] = [];
  stopCount = 0;
  private readonly request: RecipeStopsRequest;
  private readonly overlay: Overlay;
  private readonly world: ShellWorld;
  /** Files with what decided lines have left. */
  private readonly host: Host;
  private isStopped: boolean;
  /** True once a line that was not decided would have run. */
  private hasBuilt = false;
  /** True while a line is interpreted, false while a make in it reads its makefiles. */
  private isInLine = false;
  /** Files of the object tree that a decided line has made in a way that is not known. */
  private readonly changed = new Set<string>();
  private readonly directories = new Set<string>();
  private readonly told = new Set<string>();
  /** Files that some recipe has made: later makes find them. */
  private readonly made = new Set<string>();
  private readonly startedAt = Date.now();
  private makes = 0;
  private depth = 0;

  constructor(request: RecipeStopsRequest) {
    this.request = request;
    this.isStopped = request.isStopped;
    const { machine } = request;
    const host = this.withDirectories(request.host);
    const checked = this.withChecks(host);
    this.overlay = new Overlay(checked);
    const world = createRecipeWorld(
      createWorkHost(checked, machine, { overlay: this.overlay }),
      request.hasRecord === true,
    );
    this.world = {
      ...world,
      run: (call, commands) => {
        const [program = ''] = call.argv;
        for (const word of program.includes('/') ? call.argv : filesOf(call.argv))
          this.refuseUncertain(normalPath(call.cwd, word));
        return world.run(call, commands);
      },
    };
    this.host = createWorkHost(host, machine, { overlay: this.overlay });
  }

  /** Updates the goals of one make; gives its exit status. */
  update(level: MakeLevel, goals: readonly ByteString[]): number {
    const { evaluation } = level;
    const before = this.stopCount;
    const driver = new RecipeDriver(level, this);
    updateAfterReading(evaluation, driver, { goals, passesStops: true, maxFiles: maxTargets });
    driver.flush();
    return this.stopCount > before ? 2 : 0;
  }

  /** Adds an event and marks it when make does not come so far. */
  add(event: MakeEvent): void {
    if (event.fatal) this.stopCount += 1;
    // Makes within one another often come to the same line.
    const { code, location, message } = event;
    const key = location === null ? event.line : `${code} ${location.file}:${location.line} ${message}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.events.push({ ...event, afterStop: this.isStopped });
    if (event.fatal) this.isStopped = true;
  }

  noteMade(level: MakeLevel, target: ByteString): void {
    this.made.add(normalPath(level.cwd, target));
  }

  mayExist(level: MakeLevel, target: ByteString): boolean {
    if (!this.hasBuilt || !isBelow(this.request.objectTree, normalPath(level.cwd, target))) return false;
    return !isListed(level.evaluation, target);
  }

  /** Decides one line; null when nobody can tell without building. */
  interpret(
    level: MakeLevel,
    command: RecipeCommand,
    write: (stream: 'stdout' | 'stderr', text: ByteString) => void,
  ): number | null {
    if (!plainShells.has(baseName(command.shell)) || command.isOneShell) return this.assume();
    // Its echo takes backslashes for themselves.
    if (baseName(command.shell) === 'bash' && /\\[^\n]/.test(command.text)) return this.assume();
    const saved = this.overlay.save();
    const body = filecheckBody(command.text);
    const outer = this.isInLine;
    this.isInLine = true;
    const outcome = askingFor(this.host.policyLog, { text: command.text, location: command.location }, () =>
      interpretShell(
        { command: body?.text ?? command.text, cwd: command.cwd, env: command.env, shellName: command.shell },
        { ...this.world, session: this.session(level, write) },
        [],
      ),
    );
    this.isInLine = outer;
    if (outcome.kind === 'done') {
      if (body !== null) this.changed.add(normalPath(command.cwd, body.file));
      return outcome.status;
    }
    this.overlay.restore(saved);
    return this.assume();
  }

  private assume(): null {
    this.hasBuilt = true;
    return null;
  }

  private session(
    level: MakeLevel,
    write: (stream: 'stdout' | 'stderr', text: ByteString) => void,
  ): NonNullable<ShellWorld['session']> {
    const stream = (name: 'stdout' | 'stderr'): ShellStream => ({
      kind: 'file',
      path: `/dev/${name}`,
      write: (text) => write(name, text),
    });
    return {
      overlay: this.overlay,
      descriptors: new Map<number, ShellStream>([
        [0, { kind: 'null' }],
        [1, stream('stdout')],
        [2, stream('stderr')],
      ]),
      readsInput,
      intercept: (call) => this.program(level, call),
    };
  }

  private program(level: MakeLevel, call: InterceptedCall): number | null {
    const [name = ''] = call.argv;
    if (name === 'make' || name === level.evaluation.expand('$(MAKE)')) return this.subMake(call);
    if (name === 'mkdir' && this.makeDirectories(call.argv.slice(1), call.cwd)) return 0;
    if (name === 'ln' && /^-[fns]+$/.test(call.argv[1] ?? '') && call.argv.length === 4) {
      this.changed.add(normalPath(call.cwd, call.argv[3] ?? ''));
      return 0;
    }
    const script = this.scriptOf(call);
    if (script !== null) return call.runScript(script.text, script.name, script.args, script.options);
    return runSimpleTool(call, this.overlay);
  }

  /** `mkdir -p DIRECTORY …`; false for a call with other options. */
  private makeDirectories(words: readonly ByteString[], cwd: ByteString): boolean {
    if (words[0] !== '-p' || !words.slice(1).every((word) => !word.startsWith('-'))) return false;
    for (const word of words.slice(1)) {
      for (let at = normalPath(cwd, word); at !== '/' && !this.directories.has(at); at = parentPath(at)) {
        this.directories.add(at);
      }
    }
    return true;
  }

  /** `$(shell …)` of the makes that are entered; directories it makes are there from then on. */
  private shell(request: ShellRequest): ShellAnswer {
    const [program, ...words] = request.command.includes('mkdir') ? (splitSimpleCommand(request.command) ?? []) : [];
    if (program === 'mkdir') this.makeDirectories(words, request.cwd);
    return this.request.runShell(request);
  }

  /** `base` with the directories that were made. */
  private withDirectories(base: Host): Host {
    const directory: FileStat = { kind: 'directory', size: 4096, mtimeMs: 0, isExecutable: true };
    const isMade = (path: string): boolean => this.directories.has(normalPath(base.cwd, path));
    return layerHost(base, {
      stat: (path) => {
        const found = base.stat(path);
        if (found?.kind !== 'directory' && this.made.has(normalPath(base.cwd, path))) {
          return { ...(found ?? { kind: 'file', size: 0, isExecutable: false }), mtimeMs: this.startedAt };
        }
        return found ?? (isMade(path) ? directory : undefined);
      },
      readDirectory: (path) => base.readDirectory(path) ?? (isMade(path) ? [] : undefined),
      realPath: (path) => base.realPath(path) ?? (isMade(path) ? normalPath(base.cwd, path) : undefined),
    });
  }

  /** A shell script of the source tree, named itself or given to a shell. */
  private scriptOf(call: InterceptedCall): Script | null {
    const [first = '', second = ''] = call.argv;
    const isShell = ['sh', 'bash', 'dash'].includes(baseName(first)) && second !== '' && !second.startsWith('-');
    const name = isShell ? second : first;
    if (!name.includes('/')) return null;
    const path = normalPath(call.cwd, name);
    if (!isBelow(this.request.treeDirectory, path) || this.overlay.stat(path)?.kind !== 'file') return null;
    const text = this.overlay.readFile(path) ?? '';
    const head = /^#! ?\/bin\/sh(?: -([eu]+))?[ \t]*\n/.exec(text);
    if (head === null || text.length > maxScriptBytes) return null;
    return { text, name, args: call.argv.slice(isShell ? 2 : 1), options: isShell ? '' : (head[1] ?? '') };
  }

  /** Enters a make of the kernel's build. */
  private subMake(call: InterceptedCall): number {
    const [program = 'make'] = call.argv;
    const command = parseMakeCommand(call.argv, program);
    if (command === null) throw new UnsupportedShellText('a make that is not followed');
    const cwd = command.directory === null ? call.cwd : normalPath(call.cwd, command.directory);
    if (!this.isOwnBuild(cwd, command.makefiles)) throw new UnsupportedShellText('a make of another build');
    const deepest = this.isStopped ? maxDepthBehindStop : maxDepth;
    if (this.makes >= maxMakes || this.depth >= deepest) throw new UnsupportedShellText('too many makes');
    this.makes += 1;
    this.depth += 1;
    this.isInLine = false;
    try {
      const evaluation = evaluateMakefiles({
        host: this.host,
        runShell: (shellRequest) => this.shell(shellRequest),
        ...this.request.makeVersion(),
        cwd,
        ...(command.makefiles.length > 0 && { makefiles: command.makefiles }),
        goals: command.goals,
        overrides: command.overrides,
        options: command.options,
        env: call.env,
        program,
        keepGoing: true,
      });
      const level: MakeLevel = { evaluation, cwd };
      const own = eventsOf([level], level);
      for (const event of own) this.add(event);
      const status = this.update(level, evaluation.goals);
      return own.some((event) => event.fatal) ? 2 : status;
    } finally {
      this.isInLine = true;
      this.depth -= 1;
    }
  }

  /** Programs of `tools/` and of other projects have builds of their own, with tests that compile. */
  private isOwnBuild(cwd: ByteString, makefiles: readonly ByteString[]): boolean {
    const { treeDirectory, objectTree } = this.request;
    if (cwd !== normalPath(treeDirectory, '.') && cwd !== objectTree) return false;
    return makefiles.every((name) => {
      const path = normalPath(cwd, name);
      return path === `${treeDirectory}/Makefile` || path.startsWith(`${treeDirectory}/scripts/`);
    });
  }

  /** Throws for a file that an undecided line may have changed. */
  private refuseUncertain(path: ByteString): void {
    if (!this.isInLine) return;
    if (!(this.hasBuilt && isBelow(this.request.objectTree, path)) && !this.changed.has(path)) return;
    throw new UnsupportedShellText(`it looks at ${path}, which an earlier line may have made`);
  }

  /** `base` for lines: what an undecided line may have changed is not looked at. */
  private withChecks(base: Host): Host {
    const check = (path: string): string => {
      this.refuseUncertain(normalPath(base.cwd, path));
      return path;
    };
    return layerHost(base, {
      stat: (path) => {
        // Directories do not go away.
        const found = base.stat(path);
        return found?.kind === 'directory' ? found : (check(path), found);
      },
      readFile: (path) => base.readFile(check(path)),
      readDirectory: (path) => base.readDirectory(check(path)),
    });
  }
}

/**
 * The part of kbuild's `filechk` that can fail: what writes the new text. The rest only compares it with the file
 * that is there and moves it in its place. Source: scripts/Kbuild.include of Linux 6.1 and 6.12, `filechk`.
 */
const filecheck =
  /^set -e;\s*mkdir -p \S+;\s*trap "rm -f (\S+)" EXIT;\s*\{ ([\s\S]*); \} > \1;\s*if \[ ! -r (\S+) \] \|\| ! cmp -s \3 \1; then/;

function filecheckBody(text: ByteString): { readonly text: ByteString; readonly file: ByteString } | null {
  const found = filecheck.exec(text);
  if (found === null) return null;
  return { text: `set -e; { ${found[2] ?? ''}; } > /dev/null`, file: found[3] ?? '' };
}
