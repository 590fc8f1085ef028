import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { createToolWatch } from '../../kernel/session/tool-watch.ts';
import {
  type CompilerProfile,
  type FlagProbe,
  type ProbeSource,
  probeFlag,
  probeIdentity,
  resolveToolchain,
  troubleCode,
} from '../../probe/index.ts';
import type { ProbeResult } from '../../results/probe.ts';
import { policyLines } from '../policy-findings.ts';

/** The flag the arm64 ftrace case is about; asked when no other is named. */
const defaultFlag = '-fpatchable-function-entry=2';

/** What {@link probeCompiler} needs. */
export interface ProbeOptions {
  readonly host: Host;
  readonly profile: CompilerProfile | null;
  /** `--cc`: compiler words; null follows the kernel's `LLVM`, `CROSS_COMPILE`, `CC`. */
  readonly cc: ByteString | null;
  readonly variables: Readonly<Record<string, ByteString>>;
  readonly flags: readonly ByteString[];
}

/**
 * Asks a compiler, or its record. Throws HostError `probe/tool-missing` when there is none, `probe/timeout` and
 * `probe/no-answer` where it does not answer, `probe/tool-changed` when it is another one in the end.
 */
export function probeCompiler(options: ProbeOptions): ProbeResult {
  const { host, profile } = options;
  const watch = createToolWatch(host);
  let source: ProbeSource;
  let name: string;
  if (profile !== null) {
    source = { kind: 'profile', profile };
    name = profile.name;
  } else {
    const tools = resolveToolchain({
      variables: options.cc === null ? options.variables : { ...options.variables, CC: options.cc },
      env: host.env,
    });
    source = { kind: 'tool', host, cc: [...tools.cc, ...tools.clangFlags], ld: tools.ld, watch };
    name = tools.cc.join(' ');
  }
  const identity = probeIdentity(source);
  if (identity.problem !== null) {
    if (host.policyLog !== null && host.policyLog.calls.length > 0) {
      throw new HostError('probe/refused', identity.problem, { lines: policyLines(host) });
    }
    const code = identity.trouble === null ? 'probe/tool-missing' : troubleCode(identity.trouble);
    throw new HostError(code, `${identity.problem} (CC = ${name})`, {
      hint: 'name a compiler with --cc, CC= or CROSS_COMPILE=, or a record with --toolchain NAME',
    });
  }
  const vendor = identity.vendor === 'gcc' || identity.vendor === 'clang' ? { vendor: identity.vendor } : {};
  const ask = options.flags.length > 0 ? options.flags : [defaultFlag];
  const flags = ask.map((flag): FlagProbe => probeFlag(source, flag, vendor));
  const changed = watch.findings().find((one) => one.code === 'kernel/tool-changed');
  if (changed !== undefined) throw new HostError('probe/tool-changed', changed.message, { hint: 'run again' });
  return {
    schemaVersion: 1,
    source: profile === null ? 'machine' : 'profile',
    name,
    vendor: identity.vendor,
    version: identity.version,
    target: identity.target,
    words: identity.words,
    assembler: identity.assembler,
    linker: identity.linker,
    flags: flags.map((flag) => ({
      flag: flag.flag,
      verdict: flag.verdict,
      works: flag.works ?? null,
      text: flag.text,
      command: flag.argv,
      status: flag.status,
      stderr: flag.stderr,
      notes: flag.notes,
    })),
  };
}
