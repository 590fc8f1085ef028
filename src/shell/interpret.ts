import type { ByteString } from '../core/bytes.ts';
import type { CommandEvidence, ShellAside } from '../core/run-shell.ts';
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
import { builtins, specialBuiltins } from './userland/builtins.ts';
import { utilities } from './userland/utilities.ts';

const userland: Userland = { specialBuiltins, builtins, utilities };

/** How a text ended. */
export type ShellOutcome =
  | {
      readonly kind: 'done';
      readonly stdout: ByteString;
      readonly stderr: ByteString;
      readonly status: number;
      readonly aside?: ShellAside;
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
    const program = parseShell(text.command);
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
    shell.isBash = isBash(text.shellName);
    const status = shell.runToEnd(program);
    requireKnown(sinkText(out));
    const done = { kind: 'done', stdout: sinkText(out), stderr: sinkText(err), status } as const;
    const { absent, discarded } = run;
    return discarded === '' && absent.length === 0 ? done : { ...done, aside: { discarded, absent } };
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'unsupported', reason: error.message };
    if (error instanceof UnknownAnswer) return { kind: 'unknown', reason: error.message };
    if (error instanceof HostError && isFileError(error)) return { kind: 'unsupported', reason: error.message };
    if (error instanceof RangeError && /call stack|string length/.test(error.message))
      return { kind: 'unknown', reason: 'the shell text is nested too deeply' };
    throw error;
  }
}

/** True for a file that cannot be read or written; other errors of the host end the run. */
function isFileError({ code }: HostError): boolean {
  return code === 'host/not-a-file' || code === 'host/unreadable' || code === 'host/too-large';
}
