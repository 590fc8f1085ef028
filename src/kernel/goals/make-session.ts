/** One make, as a user starts it: in any directory, with make's own words. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { absolutePath } from '../../host/paths.ts';
import type { MakeEvent } from '../../make/index.ts';
import { type CompilerProfile, type Place, type ShellWitness } from '../../probe/index.ts';
import { makeVersionOf } from '../levels/make-version.ts';
import { subMakeTargets } from '../levels/top-makefile.ts';
import { createWorkHost } from '../levels/work-host.ts';
import { createCheckShell } from '../session/check-shell.ts';
import { createProbeAnswers, type UnknownProbe } from '../session/probe-answers.ts';
import type { MakeCall } from './goal-driver.ts';
import { MakeRunner, type MakeRunnerOptions, type RunLevel, type UnknownLine } from './make-run.ts';

/** The words of make's command line. */
export interface MakeRequest {
  /** `-f`, in order; none: GNUmakefile, makefile, Makefile. */
  readonly makefiles: readonly ByteString[];
  readonly goals: readonly ByteString[];
  /** `VAR=VALUE` words in the order typed. */
  readonly variables: readonly ByteString[];
  /** Other words in make's notation: `-k`, `-Idir`, `--eval=…`. */
  readonly options: readonly ByteString[];
  /** `--make-version`; the version of the make on PATH when null. */
  readonly makeVersion: ByteString | null;
}

/** What {@link openMake} needs. */
export interface MakeSessionOptions {
  readonly host: Host;
  readonly request: MakeRequest;
  /** A recorded compiler that answers for the machine's; null asks the machine. */
  readonly profile: CompilerProfile | null;
  /** Watches what real programs answer; `places` are the directories of the build. */
  readonly witness?: (places: readonly Place[]) => ShellWitness;
}

/** How a make ended. */
export interface MakeRun {
  /** Exit status of make. */
  readonly status: number;
  /** Every make, in the order in which they ended. */
  readonly levels: readonly RunLevel[];
  readonly unknownLines: readonly UnknownLine[];
  readonly unknownProbes: readonly UnknownProbe[];
  /** Probes that the record has no answer to and `--unknown-probe` decided. */
  readonly assumedProbes: readonly UnknownProbe[];
  /** Why not all makes were entered; null when they were. */
  readonly limit: string | null;
}

/** A make that can be asked, once. */
export interface MakeSession {
  /** Runs it as far as that can be done without building anything. */
  run(print: MakeRunnerOptions['print'], isDry: boolean): MakeRun;
  /** Runs it up to the makes for which `isOther` is true, with what stopped it. */
  findMakes(isOther: (call: MakeCall) => boolean): {
    readonly calls: readonly MakeCall[];
    readonly stops: readonly MakeEvent[];
  };
  /** The make that does the work: for a kernel tree the one that the top Makefile starts; and what stopped it. */
  readWorking(): { readonly level: RunLevel | undefined; readonly stops: readonly MakeEvent[] };
}

/** Opens a make. Throws UsageError for an unknown version. */
export function openMake({ host: machine, profile, request, witness }: MakeSessionOptions): MakeSession {
  const overlay = new Overlay(machine);
  const host = createWorkHost(machine, machine, { overlay });
  const places = placesOf(machine.cwd, request.variables);
  const probes = createProbeAnswers(host, machine, profile, {
    places,
    ...(witness !== undefined && { witness: witness(places) }),
  });
  const common = {
    host,
    overlay,
    runShell: probes.runShell,
    runCheck: createCheckShell(machine, host),
    makeVersion: makeVersionOf(machine, request.makeVersion),
    hasRecord: profile !== null,
  };
  const words = [
    ...request.makefiles.flatMap((name) => ['-f', name]),
    ...request.options,
    ...request.variables,
    ...request.goals,
  ];
  const call = { cwd: machine.cwd, words, env: machine.env, program: 'make' };
  return {
    run(print, isDry) {
      const runner = new MakeRunner({ ...common, print, isQuiet: !isDry });
      const status = runner.run(call);
      const { levels, limit, unknownLines } = runner;
      const found = { unknownProbes: probes.unknown(), assumedProbes: probes.assumed() };
      return { status, levels, limit, unknownLines, ...found };
    },
    findMakes(isOther) {
      const calls: MakeCall[] = [];
      const stops: MakeEvent[] = [];
      const takeMake = (started: MakeCall): number | null => {
        if (!isOther(started)) return null;
        const { command, cwd, env, program, write } = started;
        calls.push({ command, cwd, env, program, write });
        return 0;
      };
      const event = (one: MakeEvent): void => void (one.fatal && stops.push(one));
      new MakeRunner({ ...common, print: () => undefined, event, takeMake }).run(call);
      return { calls, stops };
    },
    readWorking() {
      const stops: MakeEvent[] = [];
      const runner = new MakeRunner({
        ...common,
        print: () => undefined,
        event: (event) => void (event.fatal && stops.push(event)),
        follows: (command) => command.isRemaking || subMakeTargets.includes(command.target),
      });
      runner.run(call);
      const levels = runner.levels.filter((level) => !level.isRemake);
      const deepest = Math.max(...levels.map((level) => level.depth));
      return { level: levels.find((level) => level.depth === deepest), stops };
    },
  };
}

/** The tree and, where `O=` names one, the object tree. */
function placesOf(tree: ByteString, variables: readonly ByteString[]): Place[] {
  const object = variables.findLast((word) => word.startsWith('O='))?.slice('O='.length) ?? '';
  const places: Place[] = [[tree, '<srctree>']];
  if (object !== '') places.push([absolutePath(tree, object), '<objtree>']);
  return places;
}
