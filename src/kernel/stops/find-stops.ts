/**
 * Stops in recipes: updates a goal as make would, builds nothing, and decides each recipe line that would run. Lines are
 * interpreted on files in memory; programs that only read may run, makes of the kernel's own build are entered in
 * process. A line that needs more than that (a compiler, a tool that is built first) is decided by what it needs.
 *
 * What a recipe makes is there for what follows, of unknown content where its lines were not followed. A line that looks
 * at such a content, or for a file that a line which was not followed may have made on the side, is not decided.
 */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { quoteCommand } from '../../core/quote-command.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { createStillHost } from '../../host/layers/still-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { baseName, isBelow, normalPath } from '../../host/paths.ts';
import {
  type CommandOutcome,
  type MakeEvent,
  type Need,
  type RecipeCommand,
  SharedReading,
  updateAfterReading,
} from '../../make/index.ts';
import { interpretShell, roleOfCall, type ShellWorld, UnsupportedShellText } from '../../probe/index.ts';
import type { Coverage } from '../../results/coverage.ts';
import { readMakeWords } from '../levels/command-words.ts';
import { type MakeReading, readMake } from '../levels/sub-makes.ts';
import { eventsOf, type MakeLevel } from '../levels/top-makefile.ts';
import { createWorkHost } from '../levels/work-host.ts';
import {
  createGoalDriver,
  type GoalWorld,
  isIdle,
  type Line,
  type MakeCall,
  type RecipeProgram,
} from '../goals/goal-driver.ts';
import { goalLimits, MakeCount } from '../goals/limits.ts';
import { directoriesOf, watchDirectories } from '../goals/made-directories.ts';
import { type LineContext, type LineFailure, LineNeeds, type MissingNeed } from '../lines/line-needs.ts';
import type { ScriptCall } from '../lines/program-needs.ts';
import { type FlagTrials, WalkFlags } from './compile-flags.ts';
import { CoverageCount } from './coverage-count.ts';
import { ExpansionFiles } from './expansion-files.ts';
import { HostLines } from './host-lines.ts';
import { install } from './install.ts';
import { MadeFiles } from './made-files.ts';
import { filecheckBody } from './file-check.ts';
import { isListed, isOfConfiguration } from './missing-rule.ts';
import { MakePath } from './make-path.ts';
import { ModuleObjects } from './module-objects.ts';
import { lacksKernelSymbols, moduleSources } from './module-sources.ts';
import { RecipeReport } from './recipe-report.ts';
import { syntaxErrorOf } from './syntax-error.ts';
import { createToolShell } from './tool-shell.ts';
import { treeScript } from './tree-script.ts';
import { createRecipeWorld, filesOf, onlyReads, readsInput } from '../goals/recipe-tools.ts';

/** What {@link findRecipeStops} needs; `host` has the files as the makes see them. */
export interface RecipeStopsRequest extends MakeReading {
  /** The make whose goals are updated. */
  readonly level: MakeLevel;
  readonly goals: readonly ByteString[];
  /** Where programs run. */
  readonly machine: Host;
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** The only make whose recipes are looked at, see {@link MakePath}; absent: all are. */
  readonly only?: readonly ByteString[];
  /** Texts of `host` that are not on the machine, by absolute path: programs are to see them, too. */
  readonly texts?: ReadonlyMap<string, ByteString>;
  /** Tries the flags of compilers and linkers; absent: they are taken. */
  readonly flagTrials?: FlagTrials;
  /** Where the module is that is built against the tree, absolute; its objects go there. */
  readonly moduleDirectory?: ByteString;
  /** True when a record answers for the toolchain. */
  readonly hasRecord?: boolean;
  /** True when make has stopped before it reaches its goals. */
  readonly isStopped: boolean;
}

/** Shells whose language the interpreter speaks. */
const plainShells: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', '']);

/** What {@link findRecipeStops} finds. */
export interface RecipeStopsFound {
  /**
   * Stops and warnings in the order in which make reaches them. What a recipe writes on stderr is `make/recipe-warning`,
   * its failure `make/recipe-failed` with the text as make's user sees it. What follows a stop is marked.
   */
  readonly events: readonly MakeEvent[];
  readonly coverage: Coverage;
}

/**
 * Updates some goals, builds nothing, and gives the stops on the way. Throws UsageError `kernel/goal-not-made` for a goal
 * that is a file without a rule.
 */
export function findRecipeStops(request: RecipeStopsRequest): RecipeStopsFound {
  const stops = new RecipeStops(request);
  stops.count.enter(() => stops.update(request.level, request.goals));
  const { coverage, events } = stops;
  const [idle] = stops.idleGoals;
  if (idle !== undefined && !events.some((event) => event.fatal)) {
    throw new UsageError('kernel/goal-not-made', `${idle}: it is there, and no rule makes it: make has nothing to do`, {
      hint: 'give a goal of make, or the top of a source tree with -C DIR',
    });
  }
  return { events, coverage: coverage.result(request.goals) };
}

/** How a line ended that kgate has tried to follow; `foreign`: it starts a make of another build. */
type Followed =
  | { readonly kind: 'done'; readonly status: number }
  | { readonly kind: 'unfollowed' | 'uncertain' | 'foreign'; readonly detail: string };

/** One make whose goals are updated. */
interface OneMake {
  readonly level: MakeLevel;
  readonly report: RecipeReport;
  readonly context: LineContext;
  /** A file of unknown content that the recipe under way was expanded with. */
  readonly doubt: ByteString | null;
}

/** Lines that make their target, and files that are named after it, and nothing else. */
const namesItsOutput = / -c -o \S+ \S+\s*(?:;|$)| cDPrs?S?T? /;

/** Lines that may start the compiler of the machine; a kernel's own files are compiled without its headers. */
const mayAskHostCompiler = /^(?!.* -nostdinc ).*(?:gcc|g\+\+|cc|c\+\+|clang)(?:-[\d.]+)? /s;

class RecipeStops {
  readonly events: MakeEvent[] = [];
  readonly count = new MakeCount();
  readonly coverage = new CoverageCount();
  stopCount = 0;
  /** Goals of the user's make that are files and that no rule makes. */
  idleGoals: readonly ByteString[] = [];
  private readonly request: RecipeStopsRequest;
  private readonly overlay: Overlay;
  private readonly world: GoalWorld;
  /** Files as the makes see them that are updated. */
  private readonly expansions: ExpansionFiles;
  /** Files with what earlier lines have left. */
  private readonly host: Host;
  private isStopped: boolean;
  /** True while a line is interpreted, false while a make in it reads its makefiles. */
  private isInLine = false;
  private readonly reported = new Set<string>();
  private readonly made = new MadeFiles();
  /** Commands under way, the outermost make's first. */
  private readonly asking: RecipeCommand[] = [];
  private readonly path: MakePath;
  /** True once a recipe was not run for want of a file: it may have made files on the side. */
  private hasPassed = false;
  /** Files that the line under way has read. */
  private readonly reads = new Set<string>();
  private readonly shared = new Map<string, SharedReading>();
  /** What kept the line from being followed that is followed now; null for anything else. */
  private obstacle: 'uncertain' | 'foreign' | null = null;
  private readonly needs: LineNeeds;
  /** The last program that the line did not find that is followed now. */
  private lacking: MissingNeed | null = null;
  private readonly hostLines: HostLines;
  /** Null where the tree itself is built. */
  private readonly moduleObjects: ModuleObjects | null;
  /** `$(shell …)` of makes below `tools/`: over the files that the recipes have made. */
  private readonly toolShell: RunShell;
  private readonly flags: WalkFlags;

  constructor(request: RecipeStopsRequest) {
    this.request = request;
    this.isStopped = request.isStopped;
    this.path = new MakePath(request.only ?? null);
    this.flags = new WalkFlags(request.flagTrials);
    const { machine } = request;
    const host = this.made.show(createStillHost(request.host));
    const checked = this.withChecks(host);
    const isUnknown = (path: string): boolean => this.isInLine && this.stateOf(path) !== 'known';
    this.overlay = new Overlay(checked, { mtimeMs: Date.now(), isUnknown });
    for (const [path, text] of request.texts ?? []) this.overlay.lay(path, text);
    const work = { overlay: this.overlay };
    const world = createRecipeWorld(createWorkHost(checked, machine, work), request.hasRecord === true);
    const programs: ShellWorld = {
      ...world,
      locate: (name, searchPath, cwd) => {
        const found = world.locate(name, searchPath, cwd);
        if (found.kind !== 'found') this.lacking = lackOf(name, found.kind, searchPath);
        return found;
      },
      run: (call, commands) => {
        const [program = ''] = call.argv;
        if (!onlyReads(call)) return world.run(call, commands);
        for (const word of program.includes('/') ? call.argv : filesOf(call.argv))
          this.refuseUncertain(normalPath(call.cwd, word));
        return world.run(call, commands);
      },
    };
    this.host = createWorkHost(host, machine, work);
    this.world = { host: this.host, overlay: this.overlay, programs };
    const { objectTree, treeDirectory } = request;
    const mayBeMade = (path: string): boolean => this.stateOf(path) !== 'known';
    const isMade = (path: string): boolean => this.made.has(path) || this.stateOf(path) !== 'known';
    this.moduleObjects =
      request.moduleDirectory === undefined || request.hasRecord === true
        ? null
        : new ModuleObjects({ machine, isMade });
    this.hostLines = new HostLines({ files: this.host, machine, treeDirectory, objectTree, mayBeMade }, this.made);
    this.expansions = new ExpansionFiles({
      host: this.host,
      runShell: watchDirectories(request.runShell, (path) => this.made.addDirectory(path)),
      isUnknown: (path) => !this.isInLine && this.made.has(path) && this.stateOf(path) === 'made',
      isWritten: (path) => this.overlay.owns(path) && request.texts?.has(path) !== true,
    });
    this.toolShell = createToolShell(this.host);
    this.needs = new LineNeeds({
      host: this.host,
      locate: (name, searchPath, cwd) => world.locate(name, searchPath, cwd),
      stateOf: (path) => this.stateOf(path),
      enterMake: (call) => this.enterMake(call),
      ask: (call) => this.ask(call),
    });
  }

  /** Updates the goals of one make; gives its exit status. */
  update(level: MakeLevel, goals: readonly ByteString[]): number {
    const before = this.stopCount;
    const report = new RecipeReport(level, (event) => this.add(event));
    let context: LineContext | null = null;
    const contextOf = (command: RecipeCommand): LineContext =>
      (context ??= {
        program: level.evaluation.program,
        make: level.evaluation.expand('$(MAKE)'),
        searchPath: command.env['PATH'] ?? '',
      });
    let make: ByteString | null = null;
    let doubt: ByteString | null = null;
    this.expansions.take();
    const run = (command: RecipeCommand, line: Line): CommandOutcome => {
      // A recipe is expanded as a whole, before its first line runs.
      if (command.isFirst) doubt = this.expansions.take();
      const outcome = this.command({ level, report, context: contextOf(command), doubt }, command, line);
      this.expansions.take();
      return outcome;
    };
    const driver = createGoalDriver(this.world, {
      make: () => (make ??= level.evaluation.expand('$(MAKE)')),
      print: (_stream, text) => report.print(text),
      write: (stream, text) => report.write(stream, text),
      event: (event) => report.event(event),
      run,
      runProgram: (program) => this.program(program),
      runMake: (call) => this.subMake(call),
      passes: (target) => {
        this.hasPassed = true;
        this.made.add(normalPath(level.cwd, target));
      },
      // A goal without a rule is a stop, whatever lines before it may have made.
      acceptsMissing: (target, neededBy, needs) =>
        neededBy.length > 0 && this.mayExist(level, target) && !isOfConfiguration(needs()),
    });
    const { idleGoals } = updateAfterReading(level.evaluation, driver, {
      goals,
      passesStops: true,
      maxFiles: goalLimits.targets,
      ...(level === this.request.level && { files: this.expansions }),
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
    const key =
      event.code === 'make/missing-program'
        ? // A thousand lines may start it.
          `${code} ${event.args.kind} ${event.args.name}`
        : location === null
          ? event.line
          : `${code} ${location.file}:${location.line} ${message}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const needs = event.needs === undefined ? undefined : [...event.needs, ...this.outerNeeds()];
    const isFailure = event.code === 'make/recipe-failed';
    const reads = isFailure ? [...this.reads] : undefined;
    const calls = isFailure ? this.flags.refused : undefined;
    this.events.push({
      ...event,
      makes: this.path.makes,
      ...(needs !== undefined && { needs }),
      ...(reads !== undefined && { reads }),
      ...(calls !== undefined && { calls }),
      afterStop: this.isStopped,
    });
    if (event.fatal) this.isStopped = true;
  }

  /** Why the makes around this one were started: for their targets, the innermost first. */
  private outerNeeds(): Need[] {
    return [...this.asking].reverse().flatMap((command) => command.needs);
  }

  /** True for a file without a rule that a line which was not followed may have made on the side. */
  private mayExist(level: MakeLevel, target: ByteString): boolean {
    const path = normalPath(level.cwd, target);
    return (
      this.isForObjects(path) &&
      (this.path.isNarrow || this.hasPassed || this.made.mayHave(path)) &&
      !isListed(level.evaluation, target)
    );
  }

  private command(one: OneMake, command: RecipeCommand, line: Line): CommandOutcome {
    one.report.begin(command);
    this.flags.begin(one.level);
    this.asking.push(command);
    try {
      return this.decide(one, command, line);
    } finally {
      this.asking.pop();
    }
  }

  private decide({ level, report, context, doubt }: OneMake, command: RecipeCommand, line: Line): CommandOutcome {
    if (this.path.passesOver(command)) {
      this.addTarget(level, command);
      return 'assumed';
    }
    const before = this.stopCount;
    const unstarted = this.needs.unstarted(command, context);
    if (unstarted !== null) {
      this.addTarget(level, command);
      return this.fail(report, unstarted);
    }
    const isSkipped =
      !mayAskHostCompiler.test(command.text) &&
      this.moduleObjects === null &&
      this.needs.isKnown(command, context) &&
      !this.flags.isFirst(command.text);
    const followed: Followed = isSkipped
      ? { kind: 'unfollowed', detail: '' }
      : doubt !== null
        ? { kind: 'uncertain', detail: `its text depends on ${doubt}, which an earlier line makes` }
        : this.follow(command, line, report);
    this.addTarget(level, command, followed.kind === 'done');
    if (followed.kind === 'done') {
      if (!isIdle(command.text)) this.coverage.decided += 1;
      const { failure, isRepeated } = this.hostLines;
      if (isRepeated && followed.status !== 0) this.stopCount += 1;
      const isReported = this.stopCount > before;
      const missing = failure ?? this.missingIn(command, context, followed.status);
      report.end(followed.status, isReported, isReported ? null : missing);
      return followed.status === 0 ? 'assumed' : { status: followed.status };
    }
    const decision = this.needs.decide(command, context);
    if (decision.kind === 'failed') {
      report.forget();
      return this.fail(report, decision);
    }
    const refusal =
      decision.kind === 'undecided' && doubt === null ? syntaxErrorOf(command, this.request.machine) : null;
    if (refusal !== null) {
      report.forget();
      const output = [{ stream: 'stderr', text: refusal.stderr }] as const;
      return this.fail(report, { missing: null, output, status: refusal.status });
    }
    if (!namesItsOutput.test(command.text)) this.made.addUnfollowed(command.text);
    const sources = moduleSources(command.text, command.cwd, (path) =>
      this.stateOf(path) === 'known' ? this.overlay.readFile(path) : undefined,
    );
    for (const path of sources) this.made.add(path);
    if (followed.kind === 'uncertain') this.coverage.add(command, 'made-file', followed.detail);
    else if (followed.kind === 'foreign') this.coverage.add(command, 'separate-make', followed.detail);
    else if (decision.kind === 'undecided') this.coverage.add(command, decision.doubt.reason, decision.doubt.subject);
    else if (lacksKernelSymbols(command.text, command.cwd, (path) => this.host.stat(path) !== undefined))
      this.coverage.add(command, 'kernel-symbols', 'Module.symvers');
    else this.coverage.decided += 1;
    report.leave();
    return 'assumed';
  }

  private addTarget({ cwd, evaluation }: MakeLevel, { target }: RecipeCommand, isFollowed = false): void {
    if (evaluation.target(target)?.isPhony === true) return;
    const path = normalPath(cwd, target);
    if (!isFollowed) this.made.add(path);
    // A line that was followed has written the file, or has left it as it was.
    else if (!this.made.has(path)) {
      if (this.host.stat(path)?.kind === 'file') this.made.addUnchanged(path);
      else this.made.add(path);
    }
  }

  private fail(
    report: RecipeReport,
    { missing, output, status }: Pick<LineFailure, 'output' | 'status'> & { readonly missing: MissingNeed | null },
  ): CommandOutcome {
    this.coverage.decided += 1;
    for (const { stream, text } of output) report.write(stream, text);
    report.end(status, false, missing);
    return { status };
  }

  /** What a line that was followed has failed for; null for anything but a program that is not there. */
  private missingIn(command: RecipeCommand, context: LineContext, status: number): MissingNeed | null {
    if (this.lacking === null || (status !== 126 && status !== 127)) return null;
    // The line of the script that starts it is only known to the walk.
    const decision = this.needs.decide(command, context);
    return decision.kind === 'failed' ? decision.missing : this.lacking;
  }

  /** Follows one line as far as it can be followed without building. */
  private follow(command: RecipeCommand, line: Line, report: RecipeReport): Followed {
    const shell = baseName(command.shell);
    const unfollowed = (detail: string): Followed => ({ kind: 'unfollowed', detail });
    if (!plainShells.has(shell)) return unfollowed(`it runs ${command.shell}`);
    if (command.isOneShell) return unfollowed('.ONESHELL');
    // Its echo takes backslashes for themselves.
    if (shell === 'bash' && /\\[^\n]/.test(command.text)) return unfollowed('bash');
    const saved = this.overlay.save();
    const outer = this.isInLine;
    this.isInLine = true;
    this.reads.clear();
    this.obstacle = null;
    this.lacking = null;
    this.hostLines.begin();
    try {
      const outcome = line.runDirectly() ?? line.interpret();
      if (outcome.kind === 'done') return outcome;
      this.overlay.restore(saved);
      const { obstacle } = this;
      const body = filecheckBody(command.text);
      // The comparison with the file that is there says nothing of whether the line fails.
      if (body !== null) {
        report.forget();
        const written = line.interpret(body.text);
        if (written.kind === 'done') {
          this.overlay.restore(saved);
          this.made.add(normalPath(command.cwd, body.file));
          return written;
        }
        this.overlay.restore(saved);
      }
      return { kind: obstacle ?? (this.hostLines.isDoubtful ? 'uncertain' : 'unfollowed'), detail: outcome.reason };
    } finally {
      this.isInLine = outer;
    }
  }

  private program(program: RecipeProgram): number | null {
    const { argv, cwd, shell } = program;
    const [name = ''] = argv;
    if (name.includes('/') && this.stateOf(normalPath(cwd, name)) === 'made') {
      throw new UnsupportedShellText(`it runs ${name}, which the build makes`);
    }
    const compiled = this.compile(program);
    if (compiled !== null || shell === null) return compiled;
    if (argv[1] === '-p') {
      const paths = directoriesOf(argv, cwd);
      for (const path of paths) this.made.addDirectory(path);
      if (paths.length > 0) return 0;
    }
    if (argv[0] === 'ln' && /^-[fns]+$/.test(argv[1] ?? '') && argv.length === 4) {
      this.made.add(normalPath(cwd, argv[3] ?? ''));
      return 0;
    }
    if (argv[0] === 'install') return install(argv.slice(1), cwd, this.host, this.made);
    const script = treeScript(argv, cwd, this.request.treeDirectory, this.overlay);
    return script === null ? null : shell.runScript(script.text, script.name, script.args, script.options);
  }

  /** The call of a compiler or linker; null for any other, and for one that cannot be decided. */
  private compile(program: RecipeProgram): number | null {
    const role = roleOfCall(program.argv);
    if (role !== 'compiler' && role !== 'linker') return null;
    const refused = this.flags.refusalOf(program);
    const isAsked = refused === null && role === 'compiler' && this.request.hasRecord !== true;
    if (refused !== null) return refused;
    const asked = role === 'linker' ? this.moduleObjects?.link(program) : this.moduleObjects?.compile(program);
    if (asked != null) return asked;
    return isAsked ? this.hostLines.run(program) : null;
  }

  /** Enters a make that a script starts; false for one that is not of this build. */
  private enterMake({ argv, cwd, env }: ScriptCall): boolean {
    const [program = '', ...words] = argv;
    const command = readMakeWords(words);
    const directory = command.directory === null ? cwd : normalPath(cwd, command.directory);
    try {
      this.subMake({ program, command, cwd: directory, env, write: () => {} });
      return true;
    } catch (error) {
      if (!(error instanceof UnsupportedShellText)) throw error;
      return false;
    }
  }

  /** What a program that looks at files of known content ends with; null for one that reads its input, or more. */
  private ask({ argv, cwd, env }: ScriptCall): number | null {
    if (!onlyReads({ argv }) || filesOf(argv).length === 0) return null;
    const outer = this.isInLine;
    this.isInLine = true;
    try {
      const text = { command: quoteCommand(argv), cwd, env, shellName: '/bin/sh' };
      const { overlay } = this;
      const descriptors = new Map([0, 1, 2].map((number) => [number, { kind: 'null' as const }]));
      const session = { overlay, descriptors, readsInput, intercept: () => null };
      const outcome = interpretShell(text, { ...this.world.programs, session }, []);
      return outcome.kind === 'done' ? outcome.status : null;
    } finally {
      this.isInLine = outer;
    }
  }

  /** Enters a make of the kernel's build. */
  private subMake(call: MakeCall): number {
    const { command, cwd } = call;
    if (!this.path.admits(call)) return 0;
    if (!this.isOwnBuild(cwd, command.makefiles)) {
      this.obstacle = 'foreign';
      for (const directory of this.placesOf(call)) this.made.open(directory);
      throw new UnsupportedShellText('a make of another build');
    }
    const problem = this.count.problem(this.isStopped ? goalLimits.depthBehindStop : goalLimits.depth);
    if (problem !== null) throw new UnsupportedShellText(problem);
    const outer = this.isInLine;
    this.isInLine = false;
    try {
      const enter = (): number => {
        const { host } = this.expansions;
        const runShell = this.isTool(cwd) ? this.toolShell : this.expansions.runShell;
        const shared = this.sharedFor(call);
        const evaluation = readMake({ host, runShell, makeVersion: this.request.makeVersion, shared }, call);
        const level: MakeLevel = { evaluation, cwd };
        const own = eventsOf([level], level);
        for (const event of own) this.add(event);
        const status = this.update(level, evaluation.goals);
        return own.some((event) => event.fatal) ? 2 : status;
      };
      return this.path.within(call, () => this.count.enter(enter));
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

  /** Where a make of another build may leave files: its directory, and that of its `O=` or `subdir`. */
  private placesOf({ command, cwd }: MakeCall): string[] {
    const { objectTree, treeDirectory } = this.request;
    const places = isBelow(objectTree, cwd) ? [cwd] : [];
    const below = cwd.startsWith(`${treeDirectory}/`) ? cwd.slice(treeDirectory.length + 1) : null;
    for (const word of [...command.overrides, ...command.words]) {
      const value = /^(?:O|OUTPUT|subdir)=(.+)$/.exec(word)?.[1];
      if (value !== undefined) places.push(normalPath(objectTree, value));
    }
    if (below !== null) places.push(`${objectTree}/${below}`);
    return places.filter((path) => path !== objectTree);
  }

  /** Programs of `tools/` and of other projects have builds of their own, with tests that compile. */
  private isOwnBuild(cwd: ByteString, makefiles: readonly ByteString[]): boolean {
    const { treeDirectory, objectTree } = this.request;
    if (this.isTool(cwd)) return true;
    if (cwd !== normalPath(treeDirectory, '.') && cwd !== objectTree) return false;
    return makefiles.every((name) => {
      const path = normalPath(cwd, name);
      return path === `${treeDirectory}/Makefile` || path.startsWith(`${treeDirectory}/scripts/`);
    });
  }

  /** True for a program below `tools/`. */
  private isTool(cwd: ByteString): boolean {
    return this.request.hasRecord !== true && isBelow(`${this.request.treeDirectory}/tools`, cwd);
  }

  /** Whether a file is there and has the content that is seen of it. */
  private stateOf(path: ByteString): 'made' | 'uncertain' | 'known' {
    if (this.made.has(path)) {
      const isKnown = this.overlay.owns(path) || this.made.isUnchanged(path);
      return isKnown || this.host.stat(path)?.kind === 'directory' ? 'known' : 'made';
    }
    if (this.made.isOpen(path)) return 'made';
    const isOfBuild = this.isForObjects(path);
    return isOfBuild && this.host.stat(path) === undefined && this.made.mayHave(path) ? 'uncertain' : 'known';
  }

  /** True where builds leave what they make. */
  private isForObjects(path: ByteString): boolean {
    const { moduleDirectory, objectTree } = this.request;
    return isBelow(objectTree, path) || (moduleDirectory !== undefined && isBelow(moduleDirectory, path));
  }

  /** Throws for a file whose content is not known, or that may be there or not. */
  private refuseUncertain(path: ByteString): void {
    if (!this.isInLine || this.stateOf(path) === 'known') return;
    this.obstacle = 'uncertain';
    throw new UnsupportedShellText(`it looks at ${path}, which an earlier line makes`);
  }

  /** `base` for lines: what an earlier line has left in a way that is not known is not looked at. */
  private withChecks(base: Host): Host {
    const check = (path: string): string => {
      this.refuseUncertain(normalPath(base.cwd, path));
      return path;
    };
    return layerHost(base, {
      stat: (path) => {
        const found = base.stat(path);
        // That it is there is known.
        return found === undefined ? (check(path), found) : found;
      },
      readFile: (path) => {
        if (this.isInLine) this.reads.add(normalPath(base.cwd, path));
        return base.readFile(check(path));
      },
      readDirectory: (path) => {
        this.refuseUncertainNames(normalPath(base.cwd, path));
        return base.readDirectory(path);
      },
    });
  }

  /** Throws for a directory of the build in which a line that was not followed may have made any file. */
  private refuseUncertainNames(path: ByteString): void {
    if (!this.isInLine || !isBelow(this.request.objectTree, path) || !this.made.mayHave(path)) return;
    this.obstacle = 'uncertain';
    throw new UnsupportedShellText(`it lists ${path}, where an earlier line makes files`);
  }
}

/** A program that was not found. */
function lackOf(name: ByteString, state: MissingNeed['state'], searchPath: ByteString): MissingNeed {
  return { kind: 'program', name, state, searchPath: name.includes('/') ? null : searchPath, script: null };
}
