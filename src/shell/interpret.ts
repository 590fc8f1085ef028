import type { ByteString } from '../core/bytes.ts';
import type { CommandEvidence, ShellAside, ShellLeavings } from '../core/run-shell.ts';
import { HostError } from '../core/errors.ts';
import { Overlay } from '../host/layers/overlay.ts';
import { isBash } from './language/bash.ts';
import { requireKnown } from './language/marker.ts';
import { parseShell } from './language/parser.ts';
import { UnknownAnswer, Unsupported } from './language/signals.ts';
import { Interpreter } from './run/interpreter.ts';
import type { Run, ShellText, Userland } from './run/state.ts';
import { createSink, nullStream, type Stream, sinkText } from './run/stream.ts';
import { defaultLimits, type ShellLimits, type ShellWorld } from './run/world.ts';
import { bashBuiltins } from './userland/bash-builtins.ts';
import { builtins, specialBuiltins } from './userland/builtins.ts';
import { utilities } from './userland/utilities.ts';

const userland: Userland = { specialBuiltins, builtins, bashBuiltins, utilities };

/** How a text ended. */
export type ShellOutcome =
  | {
      readonly kind: 'done';
      readonly stdout: ByteString;
      readonly stderr: ByteString;
      readonly status: number;
      readonly aside?: ShellAside;
      /** What the text has left in memory of files that it wrote, made and removed; absent where that is nothing. */
      readonly left?: ShellLeavings;
    }
  /** The text uses something that is not interpreted exactly; nothing of it counts. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  /** The result of the text is unknown; `reason` names the program or the limit. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Runs a shell text in process. Programs go through `world`; their evidence is added to `commands`. */
export function interpretShell(
  text: ShellText,
  world: ShellWorld,
  commands: CommandEvidence[],
  limits: ShellLimits = defaultLimits,
): ShellOutcome {
  const overlay =
    world.session?.overlay ?? new Overlay(world.host, { newScratchPath: (hint) => world.newScratchPath(hint) });
  const run: Run = {
    world,
    userland,
    commands,
    limits,
    overlay,
    discarded: '',
    absent: [],
    steps: 0,
    bytes: 0,
    depth: 0,
  };
  const out = createSink();
  const err = createSink();
  try {
    const isForBash = isBash(text.shellName);
    const program = parseShell(text.command, 1, { isBash: isForBash });
    const shell = Interpreter.start(
      run,
      text,
      [],
      world.session?.descriptors ??
        new Map<number, Stream>([
          [0, nullStream],
          [1, out],
          [2, err],
        ]),
    );
    shell.isBash = isForBash;
    const status = shell.runToEnd(program);
    requireKnown(sinkText(out));
    const done = { kind: 'done', stdout: sinkText(out), stderr: sinkText(err), status } as const;
    const { absent, discarded } = run;
    const left = world.session === undefined && !overlay.isEmpty ? leavingsOf(overlay, world) : [];
    return {
      ...done,
      ...((discarded !== '' || absent.length > 0) && { aside: { discarded, absent } }),
      ...(left.length > 0 && { left }),
    };
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'unsupported', reason: error.message };
    if (error instanceof UnknownAnswer) return { kind: 'unknown', reason: error.message };
    if (error instanceof HostError && isFileError(error)) return { kind: 'unsupported', reason: error.message };
    if (error instanceof RangeError && /call stack|string length/.test(error.message))
      return { kind: 'unknown', reason: 'the shell text is nested too deeply' };
    throw error;
  }
}

/** Files that programs wrote stay in the scratch directory: nothing but the text itself knows them. */
function leavingsOf(overlay: Overlay, { host }: ShellWorld): ShellLeavings {
  const left: ShellLeavings[number][] = [];
  for (const [path, change] of overlay.changesSince(0)) {
    const wasThere = host.stat(path) !== undefined;
    // A directory in the place of one has been removed first.
    if (wasThere && (change.kind === 'removed' || change.kind === 'directory')) left.push([path, { kind: 'removed' }]);
    if (change.kind === 'file') left.push([path, change]);
    else if (change.kind === 'directory') left.push([path, { kind: 'directory' }]);
  }
  return left;
}

/** True for a file that cannot be read or written; other errors of the host end the run. */
function isFileError({ code }: HostError): boolean {
  return code === 'host/not-a-file' || code === 'host/unreadable' || code === 'host/too-large';
}
