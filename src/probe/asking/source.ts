import type { ByteString } from '../../core/bytes.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import type { CommandWatch, Host } from '../../host/host.ts';
import { type ToolTrouble, troubleOf } from '../../toolchain/tool-trouble.ts';
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
  /** Sees every program that is run. */
  readonly watch?: CommandWatch;
}

/** A run for a probe: the evidence, and why it is no answer (null when it is one). */
export interface ToolRun extends CommandEvidence {
  readonly problem: string | null;
  /** What kind of problem. */
  readonly trouble: ToolTrouble | null;
}

/** Runs a tool by argv, without a shell, in the C locale. */
export function runTool(source: ToolSource, argv: readonly ByteString[], input: ByteString = ''): ToolRun {
  const timeoutMs = source.timeoutMs ?? 10_000;
  const env = { ...(source.env ?? source.host.env), LC_ALL: 'C' };
  const cwd = source.cwd ?? source.host.scratchDirectory();
  const request = { argv, cwd, env, input, timeoutMs };
  source.watch?.before(request);
  const result = source.host.run(request);
  source.watch?.after(request, result);
  const { status, stdout, stderr } = result;
  const [trouble, problem] = troubleOf(source.host, request, result) ?? [null, null];
  return { argv, status, stdout, stderr, source: 'run', problem, trouble };
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
