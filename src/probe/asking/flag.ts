import type { ByteString } from '../../core/bytes.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import { knownPart } from '../../shell/language/marker.ts';
import { formKey, formOfWords } from '../profile/call-form.ts';
import { createCompilerReplay } from '../profile/compiler-answer.ts';
import type { CompilerProfile } from '../profile/profile.ts';
import { effectsOf, effectWords, judgeEffects } from './flag-effects.ts';
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
   * For flags whose effect assembly shows (see flag-effects.ts): whether the flag has it. For `-Wno-…` false when the
   * compiler does not know the warning. Absent for others.
   */
  readonly works?: boolean | 'unknown';
  /** The run that decided. */
  readonly argv: readonly ByteString[];
  readonly status: number | null;
  /** The compiler's messages, complete for a run, as far as recorded for a profile. */
  readonly stderr: ByteString;
  /** One line for people, for example `accepted, and works`. */
  readonly text: string;
  /** Facts beyond the verdict; most important first, mostly empty. */
  readonly notes: readonly string[];
  readonly commands: readonly CommandEvidence[];
}

/**
 * The warnings that the kernel turns into errors so that clang refuses a flag it would ignore.
 * Source: Linux 6.12 scripts/Makefile.clang.
 */
export const clangStrictness = [
  '-Werror=unknown-warning-option',
  '-Werror=ignored-optimization-argument',
  '-Werror=unused-command-line-argument',
];

/** Makes output names differ, so that an old file is never taken for a new one. */
let outputCount = 0;

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
  const effects = effectsOf(words);
  if (effects.length === 0) return finish(run, { verdict: 'accepted' });
  const seen = [];
  for (const effect of effects) {
    const shown = ask([...source.cc, ...effectWords(words)], effect.text);
    if (shown.problem !== null || shown.status !== 0) {
      const text = 'accepted, but a function does not compile with it';
      return finish(shown, { verdict: 'accepted', works: false, text });
    }
    seen.push({ effect, assembly: shown.stdout });
  }
  return finish(run, { verdict: 'accepted', ...judgeEffects(seen) });
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
  const effects = effectsOf(words);
  if (effects.length === 0) return { ...base, verdict: 'accepted', text: 'accepted' };
  const seen = effects.flatMap((effect) => {
    const assembly = recordedAssembly(profile, words, effect.text);
    return assembly === undefined ? [] : [{ effect, assembly }];
  });
  if (seen.length === effects.length) return { ...base, verdict: 'accepted', ...judgeEffects(seen) };
  return { ...base, verdict: 'accepted', works: 'unknown', text: 'accepted; whether it works is not recorded' };
}

/** The assembly that the recorded compiler made of a text; undefined when it was not asked. */
function recordedAssembly(
  profile: CompilerProfile,
  words: readonly ByteString[],
  text: ByteString,
): ByteString | undefined {
  const targets = profile.baseFlags.filter((flag) => !flag.startsWith('-W'));
  const key = formKey(formOfWords('compiler', [...targets, ...effectWords(words)], text));
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
