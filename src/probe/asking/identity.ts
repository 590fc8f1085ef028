import coerce from 'semver/functions/coerce.js';
import valid from 'semver/functions/valid.js';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import type { ToolTrouble } from '../../toolchain/tool-trouble.ts';
import type { CompilerProfile, CompilerVendor } from '../profile/profile.ts';
import { evidenceOf, firstLine, type ProbeSource, runTool, type ToolRun, type ToolSource } from './source.ts';

/** Vendor and version of an assembler or a linker. */
export interface ToolIdentity {
  /** `GNU` (as, ld), `gold`, `LLVM` (integrated assembler), `LLD`, or `unknown`. */
  readonly vendor: string;
  /** Semver string, or null when the words hold no version. */
  readonly version: string | null;
  /** First line of its version output. */
  readonly words: string;
}

/** What a toolchain says about itself; null for a part that is unknown. */
export interface ToolchainIdentity {
  readonly vendor: CompilerVendor;
  /** Semver string, `12.2.0`. */
  readonly version: string | null;
  /** Triplet as `-dumpmachine` prints it. */
  readonly target: string | null;
  /** First line of `--version`. */
  readonly words: string;
  readonly assembler: ToolIdentity | null;
  readonly linker: ToolIdentity | null;
  /** Why the compiler could not be asked (not found, time limit), or null. */
  readonly problem: string | null;
  /** What kind of problem, where a run of the compiler shows it. */
  readonly trouble: ToolTrouble | null;
  readonly commands: readonly CommandEvidence[];
}

/** Asks a compiler (and its assembler and linker) who they are. Never throws for a bad compiler. */
export function probeIdentity(source: ProbeSource): ToolchainIdentity {
  return source.kind === 'profile' ? profileIdentity(source.profile) : toolIdentity(source);
}

function profileIdentity(profile: CompilerProfile): ToolchainIdentity {
  return {
    vendor: profile.vendor,
    version: profile.version,
    target: profile.target,
    words: firstLine(profile.versionOutput),
    assembler: describeAssembler(profile.assembler),
    linker: describeLinker(profile.linker),
    problem: null,
    trouble: null,
    commands: [],
  };
}

function toolIdentity(source: ToolSource): ToolchainIdentity {
  const commands: CommandEvidence[] = [];
  const ask = (argv: readonly ByteString[]): ToolRun => {
    const run = runTool(source, argv);
    commands.push(evidenceOf(run));
    return run;
  };
  const versionRun = ask([...source.cc, '--version']);
  if (versionRun.problem !== null) {
    const nothing = { version: null, target: null, words: '', assembler: null, linker: null };
    return { vendor: 'unknown', ...nothing, problem: versionRun.problem, trouble: versionRun.trouble, commands };
  }
  const macros = ask([...source.cc, '-dM', '-E', '-x', 'c', '/dev/null']);
  const { vendor, version } = describeCompiler(macros.status === 0 ? macros.stdout : '');
  const machine = ask([...source.cc, '-dumpmachine']);
  // as-version.sh asks the same way. Source: Linux 6.12 scripts/as-version.sh.
  const assembler = ask([
    ...source.cc,
    '-Wa,--version',
    '-c',
    '-x',
    'assembler-with-cpp',
    '/dev/null',
    '-o',
    '/dev/null',
  ]);
  const linker = source.ld === undefined ? null : ask([...source.ld, '--version']);
  return {
    vendor,
    version,
    target: machine.status === 0 ? firstLine(machine.stdout) || null : null,
    words: firstLine(versionRun.stdout),
    assembler: describeAnswer(assembler.status === 0 ? firstLine(assembler.stdout) : '', vendor, version),
    linker: linker?.status === 0 ? describeLinker(firstLine(linker.stdout)) : null,
    trouble: null,
    problem: vendor === 'unknown' ? 'neither gcc nor clang by its predefined macros' : null,
    commands,
  };
}

/** Vendor and version from the predefined macros, as `-dM -E` prints them. The order matters: clang and icc define __GNUC__, too. */
export function describeCompiler(macros: ByteString): { vendor: CompilerVendor; version: string | null } {
  const value = (name: string): string | undefined => new RegExp(`^#define ${name} (\\S+)`, 'm').exec(macros)?.[1];
  if (value('__clang__') !== undefined) {
    return {
      vendor: 'clang',
      version: toSemver(value('__clang_major__'), value('__clang_minor__'), value('__clang_patchlevel__')),
    };
  }
  if (value('__INTEL_COMPILER') !== undefined) return { vendor: 'icc', version: null };
  if (value('__GNUC__') !== undefined) {
    return {
      vendor: 'gcc',
      version: toSemver(value('__GNUC__'), value('__GNUC_MINOR__'), value('__GNUC_PATCHLEVEL__')),
    };
  }
  return { vendor: 'unknown', version: null };
}

function toSemver(...numbers: (string | undefined)[]): string | null {
  return valid(numbers.join('.'));
}

/** Version of the last word, as the kernel's scripts take it: `2.35.2-2.el9` counts as `2.35.2`. */
function lastVersion(words: string): string | null {
  const word = words.trim().split(/\s+/).at(-1) ?? '';
  return coerce(word.replace(/[^0-9.].*$/, ''))?.version ?? null;
}

/** clang answers for its integrated assembler with its own version, or refuses the question. */
function describeAnswer(words: string, vendor: CompilerVendor, version: string | null): ToolIdentity | null {
  if (vendor === 'clang' && (words === '' || /\bclang version\b/.test(words))) {
    return { vendor: 'LLVM', version, words: words === '' ? 'integrated assembler' : words };
  }
  return words === '' ? null : describeAssembler(words);
}

function describeAssembler(words: string): ToolIdentity {
  return { vendor: words.startsWith('GNU assembler') ? 'GNU' : 'unknown', version: lastVersion(words), words };
}

function describeLinker(words: string): ToolIdentity {
  const lld = /\bLLD (\d[\d.]*)/.exec(words);
  if (lld !== null) return { vendor: 'LLD', version: coerce(lld[1])?.version ?? null, words };
  const vendor = words.startsWith('GNU ld') ? 'GNU' : words.startsWith('GNU gold') ? 'gold' : 'unknown';
  return { vendor, version: lastVersion(words), words };
}
