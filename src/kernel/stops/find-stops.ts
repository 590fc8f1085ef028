/**
 * Stops in recipes: updates a goal as make would, builds nothing, and decides those recipe lines that can be
 * followed. Lines are interpreted on files in memory; programs that only read may run, makes of the kernel's
 * own build are entered in process. A line that needs more than that (a compiler, a tool that is built first)
 * is taken to succeed and to make its target new.
 *
 * What such a line leaves in the object tree is not known. From then on a line that looks at files there is
 * not decided either; lines that look at the source tree, at variables or at nothing always are.
 */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { createStillHost } from '../../host/layers/still-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { baseName, isBelow, normalPath, parentPath } from '../../host/paths.ts';
import {
  type CommandOutcome,
  type MakeEvent,
  type RecipeCommand,
  SharedReading,
  updateAfterReading,
} from '../../make/index.ts';
import { roleOfCall, type ShellWorld, UnsupportedShellText } from '../../probe/index.ts';
import { type MakeReading, readMake } from '../levels/sub-makes.ts';
import { eventsOf, type MakeLevel } from '../levels/top-makefile.ts';
import { createWorkHost } from '../levels/work-host.ts';
import {
  createGoalDriver,
  type GoalWorld,
  isShell,
  type Line,
  type MakeCall,
  type RecipeProgram,
} from '../goals/goal-driver.ts';
import { goalLimits, MakeCount } from '../goals/limits.ts';
import { directoriesOf, watchDirectories } from '../goals/made-directories.ts';
import { HostPrograms } from './host-programs.ts';
import { isListed } from './missing-rule.ts';
import { RecipeReport } from './recipe-report.ts';
import { createRecipeWorld, filesOf } from '../goals/recipe-tools.ts';

/** What {@link findRecipeStops} needs; `host` has the files as the makes see them. */
export interface RecipeStopsRequest extends MakeReading {
  /** The make whose goals are updated. */
  readonly level: MakeLevel;
  readonly goals: readonly ByteString[];
  /** Where programs run. */
  readonly machine: Host;
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** True when a record answers for the toolchain. */
  readonly hasRecord?: boolean;
  /** True when make has stopped before it reaches its goals. */
  readonly isStopped: boolean;
}

/** Shells whose language the interpreter speaks. */
const plainShells: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', '']);

/**
 * Stops and warnings of the recipes of some goals, in the order in which make reaches them. What a recipe
 * writes on stderr is `make/recipe-warning`, its failure `make/recipe-failed` with the text as make's user sees
 * it. What follows a stop is marked. Throws UsageError `kernel/goal-not-made` for a goal that is a file without a rule.
 */
export function findRecipeStops(request: RecipeStopsRequest): readonly MakeEvent[] {
  const stops = new RecipeStops(request);
  stops.count.enter(() => stops.update(request.level, request.goals));
  const [idle] = stops.idleGoals;
  if (idle !== undefined && !stops.events.some((event) => event.fatal)) {
    throw new UsageError('kernel/goal-not-made', `${idle}: it is there, and no rule makes it: make has nothing to do`, {
      hint: 'give a goal of make, or the top of a source tree with -C DIR',
    });
  }
  return stops.events;
}

interface Script {
  readonly text: ByteString;
  readonly name: ByteString;
  readonly args: readonly ByteString[];
  readonly options: string;
}

class RecipeStops {
  readonly events: MakeEvent[] = [];
  readonly count = new MakeCount();
  stopCount = 0;
  /** Goals of the user's make that are files and that no rule makes. */
  idleGoals: readonly ByteString[] = [];
  private readonly request: RecipeStopsRequest;
  private readonly overlay: Overlay;
  private readonly world: GoalWorld;
  private readonly runShell: RunShell;
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
  private readonly reported = new Set<string>();
  /** Files that some recipe has made: later makes find them. */
  private readonly made = new Set<string>();
  private readonly shared = new Map<string, SharedReading>();
  private readonly startedAt = Date.now();
  private readonly hostPrograms: HostPrograms;

  constructor(request: RecipeStopsRequest) {
    this.request = request;
    this.isStopped = request.isStopped;
    const { machine } = request;
    const host = this.withDirectories(createStillHost(request.host));
    const checked = this.withChecks(host);
    this.overlay = new Overlay(checked);
    const work = { overlay: this.overlay };
    const world = createRecipeWorld(createWorkHost(checked, machine, work), request.hasRecord === true);
    const programs: ShellWorld = {
      ...world,
      run: (call, commands) => {
        const [program = ''] = call.argv;
        for (const word of program.includes('/') ? call.argv : filesOf(call.argv))
          this.refuseUncertain(normalPath(call.cwd, word));
        return world.run(call, commands);
      },
    };
    this.host = createWorkHost(host, machine, work);
    this.world = { host: this.host, overlay: this.overlay, programs };
    this.hostPrograms = new HostPrograms({
      files: this.host,
      machine,
      treeDirectory: request.treeDirectory,
      objectTree: request.objectTree,
      mayBeMade: (path) => this.made.has(path) || (this.hasBuilt && isBelow(request.objectTree, path)),
    });
    this.runShell = watchDirectories(request.runShell, (path) => this.addDirectory(path));
  }

  /** Updates the goals of one make; gives its exit status. */
  update(level: MakeLevel, goals: readonly ByteString[]): number {
    const before = this.stopCount;
    const report = new RecipeReport(level, (event) => this.add(event));
    let make: ByteString | null = null;
    const driver = createGoalDriver(this.world, {
      make: () => (make ??= level.evaluation.expand('$(MAKE)')),
      print: (_stream, text) => report.print(text),
      write: (stream, text) => report.write(stream, text),
      event: (event) => report.event(event),
      run: (command, line) => this.command(level, report, command, line),
      runProgram: (program) => this.program(program),
      runMake: (call) => this.subMake(call),
      // A goal without a rule is a stop, whatever lines before it may have made.
      acceptsMissing: (target, neededBy) => neededBy.length > 0 && this.mayExist(level, target),
    });
    const { idleGoals } = updateAfterReading(level.evaluation, driver, {
      goals,
      passesStops: true,
      maxFiles: goalLimits.targets,
    });
    if (level === this.request.level) this.idleGoals = idleGoals;
    report.flush();
    return this.stopCount > before ? 2 : 0;
  }

  /** Adds an event and marks it when make does not reach it. */
  private add(event: MakeEvent): void {
    if (event.fatal) this.stopCount += 1;
    // Makes within one another often reach the same line.
    const { code, location, message } = event;
    const key = location === null ? event.line : `${code} ${location.file}:${location.line} ${message}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.events.push({ ...event, afterStop: this.isStopped });
    if (event.fatal) this.isStopped = true;
  }

  /** True for a file without a rule that a line which was not followed may have made on the side. */
  private mayExist(level: MakeLevel, target: ByteString): boolean {
    if (!this.hasBuilt || !isBelow(this.request.objectTree, normalPath(level.cwd, target))) return false;
    return !isListed(level.evaluation, target);
  }

  private command(level: MakeLevel, report: RecipeReport, command: RecipeCommand, line: Line): CommandOutcome {
    report.begin(command);
    if (level.evaluation.target(command.target)?.isPhony !== true) this.made.add(normalPath(level.cwd, command.target));
    const before = this.stopCount;
    const status = this.statusOf(command, line);
    if (status === null) {
      this.hasBuilt = true;
      return 'assumed';
    }
    report.end(status, this.stopCount > before);
    return status === 0 ? 'assumed' : { status };
  }

  /** Exit status of one line; null when it cannot be known without building. */
  private statusOf(command: RecipeCommand, line: Line): number | null {
    const shell = baseName(command.shell);
    if (!plainShells.has(shell) || command.isOneShell) return null;
    // Its echo takes backslashes for themselves.
    if (shell === 'bash' && /\\[^\n]/.test(command.text)) return null;
    const saved = this.overlay.save();
    const body = filecheckBody(command.text);
    const outer = this.isInLine;
    this.isInLine = true;
    const outcome = line.runDirectly() ?? line.interpret(body?.text);
    this.isInLine = outer;
    if (outcome.kind === 'done') {
      if (body !== null) this.changed.add(normalPath(command.cwd, body.file));
      return outcome.status;
    }
    this.overlay.restore(saved);
    return null;
  }

  private program(program: RecipeProgram): number | null {
    const { argv, cwd, shell } = program;
    const compiled = this.compile(program);
    if (compiled !== null || shell === null) return compiled;
    if (argv[1] === '-p') {
      const paths = directoriesOf(argv, cwd);
      for (const path of paths) this.addDirectory(path);
      if (paths.length > 0) return 0;
    }
    if (argv[0] === 'ln' && /^-[fns]+$/.test(argv[1] ?? '') && argv.length === 4) {
      this.changed.add(normalPath(cwd, argv[3] ?? ''));
      return 0;
    }
    const script = this.scriptOf(argv, cwd);
    return script === null ? null : shell.runScript(script.text, script.name, script.args, script.options);
  }

  /** The call of a host compiler; null for any other, and for one that cannot be decided. */
  private compile({ argv, cwd, env, write }: RecipeProgram): number | null {
    if (this.request.hasRecord === true || roleOfCall(argv) !== 'compiler') return null;
    const answer = this.hostPrograms.answer({ argv, cwd, env });
    if (answer === null) return null;
    switch (answer.kind) {
      case 'undecided':
        throw new UnsupportedShellText(answer.reason);
      case 'failed':
        write('stderr', answer.stderr);
        return answer.status;
      case 'fine':
        for (const path of answer.outputs) this.changed.add(path);
        return 0;
    }
  }

  private addDirectory(path: string): void {
    for (let at = path; at !== '/' && !this.directories.has(at); at = parentPath(at)) this.directories.add(at);
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
  private scriptOf(argv: readonly ByteString[], cwd: string): Script | null {
    const [first = '', second = ''] = argv;
    const isNamed = isShell(first) && second !== '' && !second.startsWith('-');
    const name = isNamed ? second : first;
    if (!name.includes('/')) return null;
    const path = normalPath(cwd, name);
    if (!isBelow(this.request.treeDirectory, path) || this.overlay.stat(path)?.kind !== 'file') return null;
    const text = this.overlay.readFile(path) ?? '';
    const head = /^#! ?\/bin\/sh(?: -([eu]+))?[ \t]*\n/.exec(text);
    if (head === null || text.length > goalLimits.scriptBytes) return null;
    return { text, name, args: argv.slice(isNamed ? 2 : 1), options: isNamed ? '' : (head[1] ?? '') };
  }

  /** Enters a make of the kernel's build. */
  private subMake(call: MakeCall): number {
    const { command, cwd } = call;
    if (!this.isOwnBuild(cwd, command.makefiles)) throw new UnsupportedShellText('a make of another build');
    const problem = this.count.problem(this.isStopped ? goalLimits.depthBehindStop : goalLimits.depth);
    if (problem !== null) throw new UnsupportedShellText(problem);
    const outer = this.isInLine;
    this.isInLine = false;
    try {
      return this.count.enter(() => {
        const { host, runShell } = this;
        const shared = this.sharedFor(call);
        const evaluation = readMake({ host, runShell, makeVersion: this.request.makeVersion, shared }, call);
        const level: MakeLevel = { evaluation, cwd };
        const own = eventsOf([level], level);
        for (const event of own) this.add(event);
        const status = this.update(level, evaluation.goals);
        return own.some((event) => event.fatal) ? 2 : status;
      });
    } finally {
      this.isInLine = outer;
    }
  }

  /** Makes that read the same makefile share what is alike in their readings. */
  private sharedFor({ command, cwd }: MakeCall): SharedReading {
    const key = [cwd, ...command.makefiles].join('\n');
    let shared = this.shared.get(key);
    if (shared === undefined) this.shared.set(key, (shared = new SharedReading()));
    return shared;
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
