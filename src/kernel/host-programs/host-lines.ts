/** Calls of the host compiler in the lines of one build: how each ends, and what it lacks. */
import type { ByteString } from '../../core/bytes.ts';
import type { RecipeProgram } from '../goals/goal-driver.ts';
import type { Host } from '../../host/host.ts';
import type { MakeEvent } from '../../make/index.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import { DeviceTrees } from './device-trees.ts';
import { type HostProgramAnswer, HostPrograms, type HostProgramsWorld } from './host-programs.ts';
import type { MadeFiles } from '../stops/made-files.ts';
import { causeOf } from '../stops/packages.ts';

/** A failure of the host compiler. */
export type HostFailure = Extract<HostProgramAnswer, { kind: 'failed' }>;

/** Lines that may start the compiler of the machine; a kernel's own files are compiled without its headers. */
const mayAskHostCompiler = /^(?!.* -nostdinc ).*(?:gcc|g\+\+|cc|c\+\+|clang)(?:-[\d.]+)? /s;

/** Follows them; {@link HostLines.begin} is called for each line. */
export class HostLines {
  /** What the line that is followed now has failed for: a header or a library; null where it has not. */
  failure: HostFailure | null = null;
  /** True when a call of the line could not be decided. */
  isDoubtful = false;
  /** True when an earlier line has failed for the same: ten objects ask for `gelf.h`, and then for `libelf.h`. */
  isRepeated = false;
  private readonly programs: HostPrograms;
  private readonly trees: DeviceTrees;
  private readonly made: MadeFiles;
  private readonly machine: Host;
  /** Lines that have failed for a cause, but for the first, by {@link causeOf}. */
  private readonly further = new Map<string, number>();

  constructor(world: HostProgramsWorld, made: MadeFiles) {
    this.programs = new HostPrograms(world);
    this.trees = new DeviceTrees({ ...world, onMade: (path) => made.add(path) });
    this.made = made;
    this.machine = world.machine;
  }

  /** Events with the number of further lines that have failed for the same. */
  complete(events: readonly MakeEvent[]): readonly MakeEvent[] {
    return events.map((event) => {
      if (event.code !== 'make/missing-header') return event;
      const { compiler, kind, names } = event.args;
      const things = names.map((name) => ({ kind, name, ...(compiler !== null && { compiler }) }));
      const counts = things.map((thing) => this.further.get(causeOf(thing, this.machine)) ?? 0);
      return { ...event, args: { ...event.args, further: Math.max(0, ...counts) } };
    });
  }

  /** True for a line to which the compiler of the machine may have something to say. */
  mayAsk(line: { readonly cwd: string; readonly text: ByteString }): boolean {
    return mayAskHostCompiler.test(line.text) || this.trees.isIncomplete(line);
  }

  /** A line is followed. */
  begin(): void {
    this.failure = null;
    this.isDoubtful = false;
    this.isRepeated = false;
  }

  /** Exit status of a call; null for any other. Throws UnsupportedShellText for one that cannot be decided. */
  run(program: Pick<RecipeProgram, 'argv' | 'cwd' | 'env' | 'write'>): number | null {
    const { argv, cwd, env, write } = program;
    const answer = this.programs.answer({ argv, cwd, env });
    if (answer === null) return this.trees.run(program);
    switch (answer.kind) {
      case 'undecided':
        this.isDoubtful = true;
        throw new UnsupportedShellText(answer.reason);
      case 'failed': {
        write('stderr', answer.stderr);
        const causes = new Set(answer.missing.map((thing) => causeOf(thing, this.machine)));
        this.failure = causes.size > 0 ? answer : null;
        this.isRepeated = causes.size > 0 && [...causes].every((name) => this.further.has(name));
        for (const name of causes) this.further.set(name, (this.further.get(name) ?? -1) + 1);
        return answer.status;
      }
      case 'fine':
        for (const path of answer.outputs) this.made.add(path);
        return 0;
    }
  }
}
