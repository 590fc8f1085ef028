/** One make, as a user starts it: in any directory, with make's own words. */
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import { evaluateMakefiles } from '../make/index.ts';
import { type CompilerProfile, Overlay } from '../probe/index.ts';
import { makeVersionOf } from './make-version.ts';
import { createProbeAnswers } from './probe-answers.ts';
import { followSubMakes, type MakeLevel, type TopMake } from './top-makefile.ts';
import { createWorkHost, type WorkFiles } from './work-host.ts';

/** The words of make's command line. */
export interface MakeRequest {
  /** `-f`, in order; none: GNUmakefile, makefile, Makefile. */
  readonly makefiles: readonly ByteString[];
  readonly goals: readonly ByteString[];
  /** `VAR=VALUE` words in the order typed. */
  readonly variables: readonly ByteString[];
  /** Other words in make's notation: `-k`, `-Idir`, `--eval=…`. */
  readonly options: readonly ByteString[];
  /** `--make-version`; the make on PATH tells when null. */
  readonly makeVersion: ByteString | null;
}

/** What {@link openMake} needs. */
export interface MakeSessionOptions {
  readonly host: Host;
  readonly request: MakeRequest;
  /** A recorded compiler that answers for the machine's; null asks the machine. */
  readonly profile: CompilerProfile | null;
}

/** A make that can be asked. */
export interface MakeSession {
  /** Reads the makefiles, and follows the top Makefile of a kernel to the make that does the work. */
  readTop(): TopMake;
}

/** Opens a make. Throws UsageError for a version nobody knows. */
export function openMake({ host: machine, profile, request }: MakeSessionOptions): MakeSession {
  const work: WorkFiles = { overlay: new Overlay(machine, (hint) => `${machine.scratchDirectory()}/${hint}`) };
  const host = createWorkHost(machine, machine, work);
  const probes = createProbeAnswers(host, machine, profile);
  const run = { host, runShell: probes.runShell, makeVersion: makeVersionOf(machine, request.makeVersion) };
  return {
    readTop() {
      const first: MakeLevel = {
        cwd: machine.cwd,
        evaluation: evaluateMakefiles({
          host,
          runShell: probes.runShell,
          ...run.makeVersion(),
          cwd: machine.cwd,
          ...(request.makefiles.length > 0 && { makefiles: request.makefiles }),
          goals: request.goals,
          overrides: request.variables,
          options: request.options,
          env: machine.env,
          keepGoing: true,
        }),
      };
      return followSubMakes(run, first);
    },
  };
}
