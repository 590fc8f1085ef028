/** Stops because a tool is too old: which one, what the tree asks for, and compilers that would do. */
import { explainFailedCall } from '../../core/command-cause.ts';
import type { Cause } from '../../core/diagnostic.ts';
import { explainOldTool, type OldTool, type ProbeInsight } from '../../core/old-tool.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import {
  type BuildRequest,
  type CompilerAtHand,
  type ConfiguredTree,
  compilersAtHand,
  configure,
  describeTree,
  isVersionAtLeast,
  openSession,
} from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { CheckOptions } from './check-options.ts';
import { readWithout, type TreeFindings } from './findings.ts';
import { canBuild, namedToolchainFix, otherRecords, toolchainFix } from './toolchain-fix.ts';

/** Compilers of the machine that are tried as a way out. */
const maxTried = 2;

/** The tool that was too old among the commands behind a stop; the causes name them. */
function oldToolIn(causes: readonly Cause[], insight: ProbeInsight): OldTool | null {
  for (const cause of causes) {
    const found = cause.call === undefined ? null : insight.oldTool(cause.call.command);
    const old = found ?? oldToolIn(cause.causes, insight);
    if (old !== null) return old;
  }
  return null;
}

/** True when conf makes a configuration with another toolchain. */
function isConfigured(options: CheckOptions, request: BuildRequest, profile: CompilerProfile | null): boolean {
  return configure(openSession({ host: options.host, request, profile })).configuration !== null;
}

/** Version of the tool in question in a record; null when it does not hold one. */
function recordedVersion(profile: CompilerProfile, old: OldTool): string | null {
  if (old.key === 'binutils')
    return (old.tool === 'GNU ld' ? profile.linker : profile.assembler)?.split(' ').at(-1) ?? null;
  const vendor = old.key === 'gcc' ? 'gcc' : 'clang';
  return profile.vendor === vendor && old.tool !== 'libclang' ? profile.version : null;
}

/** Compilers that are new enough, recorded ones and those of the machine; only such with which conf gets through. */
function compilersThatDo(old: OldTool, options: CheckOptions, srcarch: string | null): string[] {
  const names: string[] = [];
  for (const profile of otherRecords(options, srcarch)) {
    if (!isVersionAtLeast(recordedVersion(profile, old), old.minimum)) continue;
    if (isConfigured(options, options.request, profile)) names.push(`${profile.name} (--toolchain)`);
  }
  // A record replaces a compiler that need not be installed: the machine's own are not asked.
  const isCompiler = old.tool === 'GCC' || old.tool === 'Clang';
  if (options.profile !== null || !isCompiler) return names;
  const prefix = wordOf(options.request, 'CROSS_COMPILE') ?? options.host.env['CROSS_COMPILE'] ?? '';
  const here = compilersAtHand(options.host, old.tool === 'GCC' ? 'gcc' : 'clang', prefix)
    .filter((compiler) => isVersionAtLeast(compiler.version, old.minimum) && canBuild(compiler, srcarch))
    // gcc and gcc-12 are most often one program under two names.
    .filter((one, at, list) => list.findIndex((other) => isSame(one, other)) === at)
    .slice(0, maxTried);
  for (const { name, version } of here) {
    const request = { ...options.request, variables: [...options.request.variables, `CC=${name}`] };
    if (isConfigured(options, request, null)) names.push(`CC=${name} (${version})`);
  }
  return names;
}

function isSame(one: CompilerAtHand, other: CompilerAtHand): boolean {
  return one.version === other.version && one.target === other.target;
}

function wordOf(request: BuildRequest, name: string): string | undefined {
  return request.variables.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A cause that is a text for the shell, with the flags that made its programs fail. */
function withBlame(cause: Cause, insight: ProbeInsight): Cause {
  return cause.call === undefined ? cause : explainFailedCall(cause.call, insight.blame);
}

/**
 * A stop of conf by `$(error-if,…)` with what is behind the programs it asked: the tool that is too old as its first
 * cause, and the flags that made a program fail.
 */
export function withInsight(
  diagnostic: Diagnostic,
  options: CheckOptions,
  { levels, session }: ConfiguredTree,
  insight: ProbeInsight,
): Diagnostic {
  if (diagnostic.code !== 'kconfig/macro-error') return diagnostic;
  const causes = diagnostic.causes.map((cause) => withBlame(cause, insight));
  const old = oldToolIn(causes, insight);
  if (old === null) return { ...diagnostic, causes };
  const names = compilersThatDo(old, options, describeTree(session, levels.at(-1)).srcarch);
  const fix = namedToolchainFix(`use ${old.tool} >= ${old.minimum}`, names);
  return { ...diagnostic, causes: [explainOldTool(old), ...causes], fixes: [...diagnostic.fixes, fix] };
}

/** `GNU Make >= 4.0 is required`, `requires make 4.3 or newer`, `make 3.82 or later`. */
const makeMinimum =
  /\bmake\s*(?:version\s*)?(?:>=\s*(\d+(?:\.\d+)*)|(\d+(?:\.\d+)*)\s+or\s+(?:newer|later|higher|above))/i;

/** A stop of make because of its own version, with that as its first cause; any other as it is. */
export function withOldMake(diagnostic: Diagnostic, event: MakeEvent, findings: TreeFindings): Diagnostic {
  const match = diagnostic.code === 'make/error' ? makeMinimum.exec(diagnostic.args.text) : null;
  const minimum = match?.[1] ?? match?.[2];
  if (minimum === undefined) return diagnostic;
  const found = findings.reading.working.evaluation.expand('$(MAKE_VERSION)');
  if (isVersionAtLeast(found, minimum)) return diagnostic;
  const { location } = diagnostic;
  const tool = { tool: 'GNU Make', key: 'make', program: 'make', words: `GNU Make ${found}` };
  const request = { ...findings.options.request, makeVersion: minimum };
  const verified = isKnownMake(minimum) && readWithout(event, findings, { request }) !== null;
  return {
    ...diagnostic,
    causes: [explainOldTool({ ...tool, found, minimum, location }), ...diagnostic.causes],
    fixes: [toolchainFix(`use GNU Make >= ${minimum}`, verified), ...diagnostic.fixes],
  };
}

/** Versions of make that kgate follows. */
function isKnownMake(version: string): boolean {
  return isVersionAtLeast(version, '4.2') && isVersionAtLeast('4.4', version);
}
