/**
 * The programs that a configuration goal builds before it starts conf (fixdep, conf itself). None is built: each line
 * is decided by what it needs, so that a missing flex is the stop that make's user would see.
 */
import type { ByteString } from '../../core/bytes.ts';
import { isBelow, normalPath } from '../../host/paths.ts';
import type { CommandOutcome, MakeEvent, RecipeCommand } from '../../make/index.ts';
import type { ShellWorld } from '../../probe/index.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import { LineNeeds } from '../lines/line-needs.ts';
import { RecipeReport } from '../stops/recipe-report.ts';

/** What the makes of one goal share. */
export class ToolBuild {
  readonly needs: LineNeeds;
  private readonly made = new Set<string>();
  private readonly reported = new Set<string>();
  private isStopped = false;

  constructor(programs: ShellWorld, objectTree: ByteString) {
    this.needs = new LineNeeds({
      host: programs.host,
      locate: (name, searchPath, cwd) => programs.locate(name, searchPath, cwd),
      stateOf: (path) => {
        if (this.made.has(path)) return 'made';
        const mayBeMade = this.made.size > 0 && isBelow(objectTree, path) && programs.host.stat(path) === undefined;
        return mayBeMade ? 'uncertain' : 'known';
      },
    });
  }

  /** The lines of one make; `add` takes its stops. */
  linesOf(level: MakeLevel, add: (event: MakeEvent) => void): ToolLines {
    return new ToolLines(this, level, (event) => {
      if (event.code !== 'make/missing-program' || this.reported.has(event.args.name)) return;
      this.reported.add(event.args.name);
      add({ ...event, afterStop: this.isStopped });
      this.isStopped ||= event.fatal;
    });
  }

  /** A recipe makes its target. */
  addMade(path: string): void {
    this.made.add(path);
  }
}

/** The lines of one make that build programs. */
export class ToolLines {
  readonly report: RecipeReport;
  private readonly build: ToolBuild;
  private readonly level: MakeLevel;

  constructor(build: ToolBuild, level: MakeLevel, add: (event: MakeEvent) => void) {
    this.build = build;
    this.level = level;
    this.report = new RecipeReport(level, add);
  }

  /** Decides one line. */
  run(command: RecipeCommand): CommandOutcome {
    const { build, level, report } = this;
    const { evaluation } = level;
    report.begin(command);
    if (evaluation.target(command.target)?.isPhony !== true) build.addMade(normalPath(level.cwd, command.target));
    const searchPath = command.env['PATH'] ?? '';
    const make = evaluation.expand('$(MAKE)');
    const decision = build.needs.decide(command, { program: evaluation.program, make, searchPath });
    if (decision.kind !== 'failed') return 'assumed';
    for (const { stream, text } of decision.output) report.write(stream, text);
    report.end(decision.status, false, decision.missing);
    return { status: decision.status };
  }
}
