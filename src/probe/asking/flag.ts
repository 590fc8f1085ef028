import type { ByteString } from '../../core/bytes.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import { knownPart } from '../../shell/language/marker.ts';
import { formKey, formOfWords } from '../profile/call-form.ts';
import { createCompilerReplay } from '../profile/compiler-answer.ts';
import type { CompilerProfile } from '../profile/profile.ts';
import { countPatchableNops } from './patchable-entry.ts';
import { evidenceOf, type ProbeSource, runTool, type ToolRun, type ToolSource } from './source.ts';

/** How {@link probeFlag} asks. */
export interface FlagProbeOptions {
  /** Vendor, when already known; asked otherwise (clang needs another spelling of the question). */
  readonly vendor?: 'gcc' | 'clang';
}

/** The answer to one flag. */
export interface FlagProbe {
  /** The flag text as asked, words joined by blanks. */
  readonly flag: ByteString;
  readonly verdict: 'accepted' | 'rejected' | 'unknown';
  /**
   * For flags whose effect can be looked at: does it have that effect? For `-Wno-…` false when the
   * compiler does not know the warning. Absent for others.
   */
  readonly works?: boolean | 'unknown';
  /** The run that decided. */
  readonly argv: readonly ByteString[];
  readonly status: number | null;
  /** The compiler's own words, complete for a run, as far as recorded for a profile. */
  readonly stderr: ByteString;
  /** One line for people, for example `accepted, and works`. */
  readonly text: string;
  /** What the reader has to know beyond the verdict; most important first, mostly empty. */
  readonly notes: readonly string[];
  readonly commands: readonly CommandEvidence[];
}

/**
 * What the kernel turns into errors so that clang refuses what it would only ignore.
 * Source: Linux 6.12 scripts/Makefile.clang.
 */
export const clangStrictness = [
  '-Werror=unknown-warning-option',
  '-Werror=ignored-optimization-argument',
  '-Werror=unused-command-line-argument',
];

/** Makes output names differ, so that an old file is never taken for a new one. */
let outputCount = 0;

/** A function whose entry must carry the NOPs; it calls another one, so it is no leaf. */
export const effectText = 'extern int callee(int);\nint traced(int x)\n{\n\treturn callee(x) + 1;\n}\n';

/** Words of the call that shows the effect of `-fpatchable-function-entry`, with {@link effectText} as its input. */
export function effectWords(words: readonly ByteString[]): ByteString[] {
  return [...words, '-O2', '-S', '-o', '-', '-x', 'c', '-'];
}

/**
 * Asks one compiler about one flag text (one or more words), as the kernel's cc-option does:
 * `CC -Werror FLAG -c -x c /dev/null`. Never throws for a bad compiler.
 */
export function probeFlag(source: ProbeSource, flag: ByteString, options: FlagProbeOptions = {}): FlagProbe {
  const words = flag.split(/[ \t\n]+/).filter((word) => word !== '');
  return source.kind === 'profile' ? probeProfile(source.profile, words) : probeTool(source, words, options);
}

type Outcome = Omit<FlagProbe, 'flag' | 'commands' | 'notes' | 'text'> & {
  readonly text?: string;
  readonly notes?: readonly string[];
};

function probeTool(source: ToolSource, words: readonly ByteString[], options: FlagProbeOptions): FlagProbe {
  const commands: CommandEvidence[] = [];
  const ask = (argv: readonly ByteString[], input?: ByteString): ToolRun => {
    const run = runTool(source, argv, input);
    commands.push(evidenceOf(run));
    return run;
  };
  const finish = (run: ToolRun, outcome: Partial<Outcome> & Pick<Outcome, 'verdict'>): FlagProbe => ({
    flag: words.join(' '),
    argv: run.argv,
    status: run.status,
    stderr: run.stderr,
    text: outcome.verdict,
    notes: [],
    ...outcome,
    commands,
  });
  const isClang =
    options.vendor === undefined ? looksLikeClang(ask([...source.cc, '--version'])) : options.vendor === 'clang';
  const strictness = isClang ? clangStrictness : [];
  let output = '';
  const compile = (flags: readonly ByteString[]): ToolRun => {
    output = `${source.host.scratchDirectory()}/probe-${++outputCount}.o`;
    return ask([...source.cc, '-Werror', ...strictness, ...flags, '-c', '-x', 'c', '/dev/null', '-o', output]);
  };

  const run = compile(words);
  if (run.problem !== null) return finish(run, { verdict: 'unknown', text: `unknown: ${run.problem}` });
  if (run.status !== 0) {
    const baseline = compile([]);
    if (baseline.status !== 0) {
      return finish(run, { verdict: 'unknown', text: 'unknown: the compiler fails without the flag as well' });
    }
    return finish(run, { verdict: 'rejected' });
  }
  if (source.host.stat(output) === undefined) {
    // Some flags make no object file; a compiler that never makes one is none.
    const baseline = compile([]);
    if (baseline.status !== 0 || source.host.stat(output) === undefined) {
      return finish(run, { verdict: 'unknown', text: `unknown: ${source.cc[0]} makes no object file` });
    }
  }
  const positive = positiveForm(words);
  if (positive !== null) {
    const known = compile(positive);
    if (known.problem === null && known.status !== 0 && isUnknownWarning(known.stderr)) {
      return finish(run, {
        verdict: 'accepted',
        works: false,
        text: 'accepted, but without effect',
        notes: [unknownWarningNote(words, positive)],
      });
    }
    return finish(run, { verdict: 'accepted' });
  }
  const entry = patchableEntry(words);
  if (entry === null) return finish(run, { verdict: 'accepted' });
  const assembly = ask([...source.cc, ...effectWords(words)], effectText);
  if (assembly.problem !== null || assembly.status !== 0) {
    return finish(assembly, {
      verdict: 'accepted',
      works: false,
      text: 'accepted, but a function does not compile with it',
    });
  }
  return finish(run, { verdict: 'accepted', ...judgeAssembly(assembly.stdout, entry) });
}

function probeProfile(profile: CompilerProfile, words: readonly ByteString[]): FlagProbe {
  const replay = createCompilerReplay(profile);
  const argvOf = (flags: readonly ByteString[]): ByteString[] => [
    profile.driver,
    '-Werror',
    ...profile.baseFlags,
    ...flags,
    '-c',
    '-x',
    'c',
    '/dev/null',
    '-o',
    '/dev/null',
  ];
  const argv = argvOf(words);
  const answer = replay.answer(argv, '');
  const flag = words.join(' ');
  if ('unknown' in answer) {
    const commands: CommandEvidence[] = [{ argv, status: null, stdout: '', stderr: '', source: 'unknown' }];
    return {
      flag,
      verdict: 'unknown',
      argv,
      status: null,
      stderr: '',
      text: `unknown: ${answer.unknown}`,
      notes: [],
      commands,
    };
  }
  const stderr = knownPart(answer.stderr);
  const commands: CommandEvidence[] = [{ argv, status: answer.status, stdout: '', stderr, source: 'profile' }];
  const base = { flag, argv, status: answer.status, stderr, notes: [], commands };
  if (answer.status !== 0) return { ...base, verdict: 'rejected', text: 'rejected' };
  const positive = positiveForm(words);
  if (positive !== null && profile.flags.get(positive.join(' '))?.accepted === false) {
    if (isUnknownWarning(profile.flags.get(positive.join(' '))?.stderr ?? '')) {
      const notes = [unknownWarningNote(words, positive)];
      return { ...base, verdict: 'accepted', works: false, text: 'accepted, but without effect', notes };
    }
  }
  const entry = patchableEntry(words);
  if (entry !== null) {
    const text = 'accepted; whether it works is not recorded';
    const assembly = recordedEffect(profile, words);
    return assembly === undefined
      ? { ...base, verdict: 'accepted', works: 'unknown', text }
      : { ...base, verdict: 'accepted', ...judgeAssembly(assembly, entry) };
  }
  return { ...base, verdict: 'accepted', text: 'accepted' };
}

/** The assembly that the recorded compiler made of {@link effectText}; undefined when it was not asked. */
function recordedEffect(profile: CompilerProfile, words: readonly ByteString[]): ByteString | undefined {
  const targets = profile.baseFlags.filter((flag) => !flag.startsWith('-W'));
  const key = formKey(formOfWords('compiler', [...targets, ...effectWords(words)], effectText));
  const answer = profile.answers.find((one) => formKey(one) === key);
  return answer?.status === 0 && !answer.isPartial ? answer.stdout : undefined;
}

function looksLikeClang(run: ToolRun): boolean {
  return /\bclang version\b/.test(run.stdout);
}

/** The warning a lone `-Wno-foo` is about; null for anything else. */
function positiveForm(words: readonly ByteString[]): ByteString[] | null {
  const [word] = words;
  if (word === undefined || words.length !== 1) return null;
  const name = /^-Wno-(?!error)([a-z0-9][\w+=-]*)$/.exec(word)?.[1];
  return name === undefined ? null : [`-W${name}`];
}

function isUnknownWarning(stderr: ByteString): boolean {
  return /unrecognized command[- ]line option|unknown warning option/.test(stderr);
}

function unknownWarningNote(words: readonly ByteString[], positive: readonly ByteString[]): string {
  return `the compiler does not know ${positive.join(' ')} and passes over ${words.join(' ')} in silence; the kernel's cc-option asks for ${positive.join(' ')} and leaves the flag out`;
}

/** What `-fpatchable-function-entry=N[,M]` among the words asks for; null when it is not there. */
function patchableEntry(words: readonly ByteString[]): { nops: number } | null {
  for (const word of words) {
    const match = /^-fpatchable-function-entry=(\d{1,4})(?:,\d{1,4})?$/.exec(word);
    if (match !== null) return { nops: Number(match[1]) };
  }
  return null;
}

function judgeAssembly(assembly: ByteString, entry: { nops: number }): Pick<FlagProbe, 'works' | 'text' | 'notes'> {
  const found = countPatchableNops(assembly, 'traced');
  if (entry.nops === 0) return { works: true, text: 'accepted, and works', notes: ['no NOPs are asked for'] };
  if (found.nops >= entry.nops && found.hasSection) return { works: true, text: 'accepted, and works', notes: [] };
  const missing = [
    ...(found.nops < entry.nops ? [`${found.nops} of ${entry.nops} NOPs at the function's entry`] : []),
    ...(found.hasSection ? [] : ['no section __patchable_function_entries']),
  ];
  return { works: false, text: 'accepted, but does not work', notes: [`the assembly has ${missing.join(' and ')}`] };
}
