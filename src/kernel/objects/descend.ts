/**
 * The way through the directories of a build: every make that a kbuild makefile starts for a directory below
 * is entered in process, in the order of the makefiles, with the environment and the words its recipe gives
 * it. Source: scripts/Makefile.build, `$(subdir-ym)`.
 */

import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { type Evaluation, type ParsedMakeVersion, SharedReading } from '../../make/index.ts';
import { readMake, type SubMake, subMakesOf } from '../levels/sub-makes.ts';
import { createDescentHost, type DescentHost, makeDirectories } from './descent-host.ts';

/** Directories within each other, and in all, before a walk ends: a tree that leads back into itself. */
const maxDepth = 64;
const maxDirectories = 50_000;

/** One directory of a build. */
export interface DescentStep {
  /** `obj` of kbuild: `.`, `drivers/net`. */
  readonly directory: ByteString;
  readonly parent: DescentStep | null;
  readonly depth: number;
  readonly make: SubMake;
}

/** What {@link Descent} needs. */
export interface DescentOptions {
  /** Sees the configuration's files. */
  readonly host: Host;
  readonly runShell: RunShell;
  readonly makeVersion: ParsedMakeVersion;
}

/** Value of a `NAME=VALUE` word, undefined without one. */
export function wordOf(make: SubMake, name: string): ByteString | undefined {
  return make.command.overrides.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A walk; evaluations of one walk share what their makefiles have in common. */
export class Descent {
  /** Why the walk was cut short; null when it was not. */
  problem: string | null = null;
  private readonly host: DescentHost;
  private readonly runShell: RunShell;
  private readonly makeVersion: ParsedMakeVersion;
  private readonly shared = new SharedReading();
  private count = 0;

  constructor(options: DescentOptions) {
    this.host = createDescentHost(options.host);
    this.runShell = makeDirectories(this.host, options.runShell);
    this.makeVersion = options.makeVersion;
  }

  /** Reads the makefiles of one make. */
  read(make: SubMake): Evaluation {
    const { host, runShell, makeVersion, shared } = this;
    return readMake({ host, runShell, makeVersion: () => makeVersion, shared }, make);
  }

  /**
   * Visits a directory, then all that its makefile leads to. The evaluation that `visit` is given is gone
   * when it returns.
   */
  walk(make: SubMake, parent: DescentStep | null, visit: (step: DescentStep, evaluation: Evaluation) => void): void {
    const step: DescentStep = {
      directory: wordOf(make, 'obj') ?? make.target,
      parent,
      depth: parent === null ? 0 : parent.depth + 1,
      make,
    };
    this.count += 1;
    if (step.depth > maxDepth || this.count > maxDirectories) {
      this.problem = `the makefiles lead back into themselves at ${step.directory}`;
      return;
    }
    const evaluation = this.read(make);
    this.host.progress.step('walking directories');
    visit(step, evaluation);
    const below = this.below(step, evaluation);
    evaluation.release();
    for (const next of below) this.walk(next, step, visit);
  }

  /** Text of a file as the makefiles see it, undefined when it cannot be read. */
  readFile(path: ByteString): ByteString | undefined {
    try {
      return this.host.readFile(path);
    } catch (error) {
      passTroubleOn(error);
      return undefined;
    }
  }

  /** The makes for the directories below one, for all or for those that are wanted. */
  below(
    step: DescentStep,
    evaluation: Evaluation,
    isWanted: (directory: ByteString) => boolean = () => true,
  ): SubMake[] {
    const names = evaluation
      .expand('$(subdir-ym)')
      .split(/\s+/)
      // As make names a target. Source: observed with make 4.3.
      .map((written) => written.replace(/^(?:\.\/+)+/, ''))
      .filter((name) => name !== '' && isWanted(name));
    let env: SubMake['env'] | null = null;
    return subMakesOf(evaluation, names, step.make.cwd, (name) =>
      evaluation.hasTargetVariables(name)
        ? evaluation.exportedEnvironment(name)
        : (env ??= evaluation.exportedEnvironment()),
    );
  }
}
