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
import { baseName, normalPath } from '../../host/paths.ts';
import {
  type CommandOutcome,
  type MakeEvent,
  type RecipeCommand,
  SharedReading,
  updateAfterReading,
} from '../../make/index.ts';
import { interpretShell, roleOfCall, UnsupportedShellText } from '../../probe/index.ts';
import { readMakeWords } from '../levels/command-words.ts';
import { readMake } from '../levels/sub-makes.ts';
import { eventsOf, type MakeLevel } from '../levels/top-makefile.ts';
import {
  createGoalDriver,
  type GoalWorld,
  isIdle,
  type Line,
  type MakeCall,
  type RecipeProgram,
} from '../goals/goal-driver.ts';
import { goalLimits, MakeCount } from '../goals/limits.ts';
import { keepLeavings } from '../goals/shell-leavings.ts';
import { type LineContext, type LineFailure, LineNeeds, type MissingNeed } from '../lines/line-needs.ts';
import { type ScriptCall } from '../lines/program-needs.ts';
import { WalkFlags } from './compile-flags.ts';
import { CoverageCount } from './coverage-count.ts';
import { ExpansionFiles } from './expansion-files.ts';
import { HostLines } from '../host-programs/host-lines.ts';
import { isAbsentConf, leavesConfiguration, runOwnProgram } from './programs/own-programs.ts';
import { BuildFiles } from './build-files.ts';
import { createLinePrograms } from './programs/line-programs.ts';
import { hasMakefiles, isOwnMake, isToolMake, placesOf } from './own-makes.ts';
import { filecheckBody } from './programs/file-check.ts';
import { isListed, isOfConfiguration } from './missing-rule.ts';
import { MakePath } from './make-path.ts';
import { ModuleObjects } from './module-objects.ts';
import { lacksKernelSymbols, moduleSources } from './module-sources.ts';
import { RecipeReport } from './recipe-report.ts';
import { StopLog } from './stop-log.ts';
import type { RecipeStopsFound, RecipeStopsRequest } from './stops-request.ts';
import { syntaxErrorOf } from './syntax-error.ts';
import { createToolShell } from './tool-shell.ts';
import { createRecipeWorld, filesOf, onlyReads, readsInput } from '../goals/recipe-tools.ts';

/** Shells whose language the interpreter speaks. */
const plainShells: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', '']);

/**
 * Updates some goals, builds nothing, and gives the stops on the way. Throws UsageError `kernel/goal-not-made` for a goal
 * that is a file without a rule.
 */
export function findRecipeStops(request: RecipeStopsRequest): RecipeStopsFound {
  const stops = new RecipeStops(request);
  const { made, overlay } = stops.files;
  request.keeper?.open({ made, overlay, pass: () => stops.pass() }, stops.coverage);
  stops.files.take(request.before ?? [], () => stops.pass());
  stops.count.enter(() => stops.update(request.level, request.goals));
  const events = stops.hostLines.complete(stops.log.events);
  const [idle] = stops.idleGoals;
  if (idle !== undefined && !request.isStopped && !events.some((event) => event.fatal)) {
    throw new UsageError('kernel/goal-not-made', `${idle}: it is there, and no rule makes it: make has nothing to do`, {
      hint: 'give a goal of make, or the top of a source tree with -C DIR',
    });
  }
  return { events, coverage: stops.coverage.result(request.goals), ...stops.files.leavings };
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

/** Path of what a recipe makes. */
function targetOf({ cwd }: MakeLevel, { target }: RecipeCommand): string {
  return normalPath(cwd, target);
}

class RecipeStops {
  readonly count = new MakeCount();
  readonly coverage = new CoverageCount();
  readonly log: StopLog;
  /** Goals of the user's make that are files and that no rule makes. */
  idleGoals: readonly ByteString[] = [];
  private readonly request: RecipeStopsRequest;
  readonly files: BuildFiles;
  private readonly world: GoalWorld;
  /** Files as the makes see them that are updated. */
  private readonly expansions: ExpansionFiles;
  /** Commands under way, the outermost make's first. */
  private readonly asking: RecipeCommand[] = [];
  private readonly path: MakePath;
  /** True once a recipe was not run for want of a file: it may have made files on the side. */
  private hasPassed = false;
  private readonly shared = new Map<string, SharedReading>();
  private readonly needs: LineNeeds;
  /** The last program that the line did not find that is followed now. */
  private lacking: MissingNeed | null = null;
  readonly hostLines: HostLines;
  /** Null where the tree itself is built. */
  private readonly moduleObjects: ModuleObjects | null;
  /** `$(shell …)` of makes below `tools/`: over the files that the recipes have made. */
  private readonly toolShell: RunShell;
  private readonly flags: WalkFlags;

  constructor(request: RecipeStopsRequest) {
    this.request = request;
    this.log = new StopLog(request.isStopped);
    this.path = new MakePath(request.only ?? null);
    this.flags = new WalkFlags(request.flagTrials);
    const { machine } = request;
    this.files = new BuildFiles(request);
    const { files } = this;
    const { host, made, overlay } = files;
    const world = createRecipeWorld(files.lineHost, request.hasRecord === true);
    const programs = createLinePrograms(world, files, (missing) => (this.lacking = missing));
    this.world = { host, overlay, programs };
    const { objectTree, treeDirectory } = request;
    const isMade = (path: string): boolean => made.has(path) || files.world.mayBeMade(path);
    this.moduleObjects =
      request.moduleDirectory === undefined || request.hasRecord === true
        ? null
        : new ModuleObjects({ machine, isMade });
    const { compilers = machine } = request;
    this.hostLines = new HostLines({ ...files.world, machine: compilers, treeDirectory, objectTree }, made);
    this.expansions = new ExpansionFiles({
      host,
      runShell: keepLeavings(request.runShell, files.leavingsPlace),
      isUnknown: (path) => !files.isInLine && files.stateOf(path) === 'made' && made.has(path),
      isWritten: (path) => overlay.owns(path) && request.texts?.has(path) !== true,
    });
    this.toolShell = createToolShell(host);
    this.needs = new LineNeeds({
      host: files.hostForAll('all'),
      locate: (name, searchPath, cwd) => world.locate(name, searchPath, cwd),
      stateOf: files.stateForAll,
      enterMake: (call) => this.enterMake(call),
      ask: (call) => this.ask(call),
    });
  }

  /** Updates the goals of one make; gives its exit status. */
  update(level: MakeLevel, goals: readonly ByteString[]): number {
    this.request.machine.progress.step('walking directories');
    const before = this.log.stopCount;
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
        this.pass();
        this.files.made.add(normalPath(level.cwd, target));
      },
      // A goal without a rule is a stop, whatever lines before it may have made.
      acceptsMissing: (target, neededBy, needs) =>
        neededBy.length > 0 && this.mayExist(level, target) && !isOfConfiguration(needs()),
    });
    const { idleGoals } = updateAfterReading(level.evaluation, driver, {
      goals,
      passesStops: true,
      maxFiles: goalLimits.targets,
      ...(level === this.request.level && { files: this.expansions.over(this.request.host) }),
    });
    if (level === this.request.level) this.idleGoals = idleGoals;
    report.flush();
    return this.log.stopCount > before ? 2 : 0;
  }

  /** A recipe was not run for want of a file. */
  pass(): void {
    this.hasPassed = true;
    this.files.note('p');
  }

  private add(event: MakeEvent): void {
    this.request.keeper?.refuse();
    const { asking, files, flags, path } = this;
    this.log.add(event, { asking, reads: files.reads, calls: flags.refused, makes: path.makes });
  }

  /** True for a file without a rule that a line which was not followed may have made on the side. */
  private mayExist(level: MakeLevel, target: ByteString): boolean {
    const path = normalPath(level.cwd, target);
    this.request.keeper?.lookForPasses();
    return (
      this.files.isForObjects(path) &&
      (this.path.isNarrow || this.files.mayHave(path) || this.hasPassed) &&
      !isListed(level.evaluation, target)
    );
  }

  private command(one: OneMake, command: RecipeCommand, line: Line): CommandOutcome {
    one.report.begin(command);
    this.flags.begin(one.level, command);
    this.asking.push(command);
    try {
      const outcome = this.decide(one, command, line);
      if (outcome === 'assumed' && leavesConfiguration(command)) this.files.configure();
      return outcome;
    } finally {
      this.asking.pop();
      this.request.keeper?.flush();
    }
  }

  private decide({ level, report, context, doubt }: OneMake, command: RecipeCommand, line: Line): CommandOutcome {
    if (this.path.passesOver(command)) {
      this.addTarget(level, command);
      return 'assumed';
    }
    if (
      isAbsentConf(command, this.files, (name) => this.world.programs.locate(name, context.searchPath, command.cwd))
    ) {
      this.addTarget(level, command);
      this.coverage.decided += 1;
      return 'assumed';
    }
    const before = this.log.stopCount;
    const unstarted = this.needs.unstarted(command, context);
    if (unstarted !== null) {
      this.addTarget(level, command);
      return this.fail(report, unstarted);
    }
    const isSkipped =
      !this.hostLines.mayAsk(command) &&
      this.moduleObjects === null &&
      this.needs.isKnown(command, context) &&
      !this.flags.isFirst(command.text);
    const followed: Followed = isSkipped
      ? { kind: 'unfollowed', detail: '' }
      : doubt !== null
        ? { kind: 'uncertain', detail: `its text depends on ${doubt}, which an earlier line makes` }
        : this.follow(command, line, report);
    if (followed.kind !== 'done' || !this.files.isUntouched(targetOf(level, command))) this.addTarget(level, command);
    if (followed.kind === 'done') {
      if (!isIdle(command.text)) this.coverage.decided += 1;
      const { failure, isRepeated } = this.hostLines;
      if (isRepeated && followed.status !== 0) this.log.stopCount += 1;
      const isReported = this.log.stopCount > before;
      const missing = failure ?? this.missingIn(command, context, followed.status);
      report.end(followed.status, isReported, isReported ? null : missing);
      return followed.status === 0 && !this.files.isUntouched(targetOf(level, command))
        ? 'assumed'
        : { status: followed.status };
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
    if (!namesItsOutput.test(command.text)) this.files.addUnfollowed(command);
    for (const path of moduleSources(command.text, command.cwd, this.files.knownText)) this.files.made.add(path);
    if (followed.kind === 'uncertain') this.coverage.add(command, 'made-file', followed.detail);
    else if (followed.kind === 'foreign') this.coverage.add(command, 'separate-make', followed.detail);
    else if (decision.kind === 'undecided') this.coverage.add(command, decision.doubt.reason, decision.doubt.subject);
    else if (lacksKernelSymbols(command.text, command.cwd, (path) => this.files.host.stat(path) !== undefined))
      this.coverage.add(command, 'kernel-symbols', 'Module.symvers');
    else if (this.files.isUnwritable(targetOf(level, command)))
      this.coverage.add(command, 'unwritable-directory', command.target);
    else this.coverage.decided += 1;
    report.leave();
    return 'assumed';
  }

  private addTarget({ cwd, evaluation }: MakeLevel, { target }: RecipeCommand): void {
    if (evaluation.target(target)?.isPhony !== true) this.files.made.add(normalPath(cwd, target));
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
    this.files.begin();
    this.lacking = null;
    this.hostLines.begin();
    return this.files.within(true, () => {
      const { made, overlay } = this.files;
      const saved = overlay.save();
      const outcome = line.runDirectly() ?? line.interpret();
      if (outcome.kind === 'done') return outcome;
      this.undo(saved);
      const { obstacle } = this.files;
      const body = filecheckBody(command.text);
      // The comparison with the file that is there says nothing of whether the line fails.
      if (body !== null) {
        report.forget();
        const written = line.interpret(body.text);
        if (written.kind === 'done') {
          this.undo(saved);
          made.add(normalPath(command.cwd, body.file));
          return written;
        }
        this.undo(saved);
      }
      return { kind: obstacle ?? (this.hostLines.isDoubtful ? 'uncertain' : 'unfollowed'), detail: outcome.reason };
    });
  }

  /** Takes back what a line has written. */
  private undo(saved: number): void {
    this.files.overlay.restore(saved);
    this.request.keeper?.undone(saved);
  }

  private program(program: RecipeProgram): number | null {
    const {
      argv: [name = ''],
      cwd,
      shell,
    } = program;
    if (name.includes('/') && this.files.stateOf(normalPath(cwd, name)) === 'made') {
      throw new UnsupportedShellText(`it runs ${name}, which the build makes`);
    }
    const compiled = this.compile(program);
    if (compiled !== null || shell === null) return compiled;
    return runOwnProgram(program, shell, this.files, this.request.treeDirectory);
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
    return this.files.within(true, () => {
      const text = { command: quoteCommand(argv), cwd, env, shellName: '/bin/sh' };
      const { overlay } = this.files;
      const descriptors = new Map([0, 1, 2].map((number) => [number, { kind: 'null' as const }]));
      const session = { overlay, descriptors, readsInput, intercept: () => null };
      const outcome = interpretShell(text, { ...this.world.programs, session }, []);
      return outcome.kind === 'done' ? outcome.status : null;
    });
  }

  /** Enters a make of the kernel's build. */
  private subMake(call: MakeCall): number {
    const { cwd } = call;
    if (!this.path.admits(call)) return 0;
    if (!isOwnMake(this.request, call)) {
      this.files.obstacle = 'foreign';
      for (const directory of placesOf(this.request, call)) this.files.made.open(directory);
      if (!hasMakefiles(this.request.machine, call)) this.files.made.openAll();
      throw new UnsupportedShellText('a make of another build');
    }
    const problem = this.count.problem(this.log.isStopped ? goalLimits.depthBehindStop : goalLimits.depth);
    if (problem !== null) throw new UnsupportedShellText(problem);
    const enter = (): number => {
      const { host } = this.expansions;
      const runShell = isToolMake(this.request, cwd) ? this.toolShell : this.expansions.runShell;
      const shared = this.sharedFor(call);
      const evaluation = readMake({ host, runShell, makeVersion: this.request.makeVersion, shared }, call);
      const level: MakeLevel = { evaluation, cwd };
      const own = eventsOf([level], level);
      for (const event of own) this.add(event);
      const status = this.update(level, evaluation.goals);
      return own.some((event) => event.fatal) ? 2 : status;
    };
    const walk = (): number => this.files.within(false, () => this.path.within(call, () => this.count.enter(enter)));
    return this.request.keeper?.within(call, walk) ?? walk();
  }

  /** Makes that read the same makefile share what is alike in their readings. */
  private sharedFor({ command, cwd }: MakeCall): SharedReading {
    const key = [cwd, ...command.makefiles].join('\n');
    let shared = this.shared.get(key);
    if (shared === undefined) this.shared.set(key, (shared = new SharedReading()));
    return shared;
  }
}
