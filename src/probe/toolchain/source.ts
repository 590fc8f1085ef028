import type { CommandEvidence } from '../../core/shell.ts';
import type { ByteString } from '../../core/text.ts';
import type { Host } from '../../host/host.ts';
import type { CompilerProfile } from '../profile/profile.ts';

/** Whom a probe asks: a compiler on this machine, or a recorded one. */
export type ProbeSource = ToolSource | { readonly kind: 'profile'; readonly profile: CompilerProfile };

/** A compiler on this machine. */
export interface ToolSource {
  readonly kind: 'tool';
  readonly host: Host;
  /** Compiler words, for example `['ccache', 'aarch64-linux-gnu-gcc']`, flags included. */
  readonly cc: readonly ByteString[];
  /** Linker words; no linker is asked when absent. */
  readonly ld?: readonly ByteString[];
  /** Environment of the runs; the host's when absent. `LC_ALL=C` is added. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Directory to run in; the host's scratch directory when absent. */
  readonly cwd?: string;
  /** Limit for each run in milliseconds; 10 000 when absent. */
  readonly timeoutMs?: number;
}

/** A run for a probe: the evidence, and why it is no answer (null when it is one). */
export interface ToolRun extends CommandEvidence {
  readonly problem: string | null;
}

/** Runs a tool by argv, without a shell, in the C locale. */
export function runTool(source: ToolSource, argv: readonly ByteString[], input: ByteString = ''): ToolRun {
  const timeoutMs = source.timeoutMs ?? 10_000;
  const env = { ...(source.env ?? source.host.env), LC_ALL: 'C' };
  const cwd = source.cwd ?? source.host.scratchDirectory();
  const { outcome, status, signal, stdout, stderr } = source.host.run({ argv, cwd, env, input, timeoutMs });
  const [name = ''] = argv;
  let problem: string | null = null;
  switch (outcome) {
    case 'exited':
      break;
    case 'not-found':
      problem = `${name}: not found`;
      break;
    case 'not-executable':
      problem = `${name}: Permission denied`;
      break;
    case 'timed-out':
      problem = `${name} did not end within ${timeoutMs} ms`;
      break;
    case 'too-much-output':
      problem = `${name} wrote more than the limit`;
      break;
    case 'refused':
      problem = stderr.trim();
      break;
    case 'signaled':
      problem = `${name} was killed by ${signal ?? 'a signal'}`;
  }
  return { argv, status, stdout, stderr, source: 'run', problem };
}

/** The evidence part of a run. */
export function evidenceOf({ argv, status, stdout, stderr, source }: ToolRun): CommandEvidence {
  return { argv, status, stdout, stderr, source };
}

/** The first line of a text, without newline. */
export function firstLine(text: ByteString): ByteString {
  const newline = text.indexOf('\n');
  return newline < 0 ? text : text.slice(0, newline);
}
