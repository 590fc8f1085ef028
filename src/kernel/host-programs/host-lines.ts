/** Calls of the host compiler in the lines of one build: how each ends, and what it lacks. */
import type { RecipeProgram } from '../goals/goal-driver.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import { type HostProgramAnswer, HostPrograms, type HostProgramsWorld } from './host-programs.ts';
import type { MadeFiles } from '../stops/made-files.ts';

/** A failure of the host compiler. */
export type HostFailure = Extract<HostProgramAnswer, { kind: 'failed' }>;

/** Follows them; {@link HostLines.begin} is called for each line. */
export class HostLines {
  /** What the line that is followed now has failed for; null where it has not. */
  failure: HostFailure | null = null;
  /** True when a call of the line could not be decided. */
  isDoubtful = false;
  /** True when an earlier line has failed for the same: ten objects ask for `gelf.h`. */
  isRepeated = false;
  private readonly programs: HostPrograms;
  private readonly made: MadeFiles;
  private readonly reported = new Set<string>();

  constructor(world: HostProgramsWorld, made: MadeFiles) {
    this.programs = new HostPrograms(world);
    this.made = made;
  }

  /** A line is followed. */
  begin(): void {
    this.failure = null;
    this.isDoubtful = false;
    this.isRepeated = false;
  }

  /** Exit status of a call; null for any other. Throws UnsupportedShellText for one that cannot be decided. */
  run({ argv, cwd, env, write }: Pick<RecipeProgram, 'argv' | 'cwd' | 'env' | 'write'>): number | null {
    const answer = this.programs.answer({ argv, cwd, env });
    if (answer === null) return null;
    switch (answer.kind) {
      case 'undecided':
        this.isDoubtful = true;
        throw new UnsupportedShellText(answer.reason);
      case 'failed': {
        write('stderr', answer.stderr);
        const names = answer.missing.map(({ kind, name }) => `${kind} ${name}`);
        this.failure = answer;
        this.isRepeated = names.every((name) => this.reported.has(name));
        for (const name of names) this.reported.add(name);
        return answer.status;
      }
      case 'fine':
        for (const path of answer.outputs) this.made.add(path);
        return 0;
    }
  }
}
