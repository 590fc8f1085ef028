import { type Blame, describeBlame } from '../../core/blame.ts';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { ProbeInsight } from '../../core/old-tool.ts';
import type { CommandEvidence, PlacedShellCall } from '../../core/run-shell.ts';
import { kconfigProbes, makeProbes, type ProbeUse } from '../../explain/probe-uses.ts';
import type { Host } from '../../host/host.ts';
import {
  type BuildRequest,
  type ConfiguredTree,
  configurationOf,
  configure,
  createInsight,
  describeToolchain,
  describeTree,
  isKconfigTree,
  openConfigured,
  openSession,
  readTop,
} from '../../kernel/index.ts';
import { editDistance } from '../../core/edit-distance.ts';
import { type CompilerProfile, flagsOf, toolRole } from '../../probe/index.ts';
import type { FlagSummary } from '../../results/probe.ts';
import type { ExplainedProbe, ExplainProbeResult, ProgramSummary } from '../../results/explain-probe.ts';
import { directoryProbes } from './directory-probes.ts';
import { probeCompiler } from './probe.ts';

/** Candidates offered for a question that nothing answers. */
const maxCandidates = 5;

/** What {@link explainProbe} needs. */
export interface ExplainProbeOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** A macro call, the name of a macro, a flag, or a symbol that a probe decides. */
  readonly question: ByteString;
  /** `--cc`: compiler words that go before `CC=`. */
  readonly cc: ByteString | null;
  readonly variables: Readonly<Record<string, ByteString>>;
}

type Question =
  | { readonly kind: 'call'; readonly name: ByteString; readonly arguments: readonly ByteString[] }
  | { readonly kind: 'macro'; readonly name: ByteString }
  | { readonly kind: 'flag'; readonly flags: readonly ByteString[] }
  | { readonly kind: 'symbol'; readonly name: ByteString };

/** Splits at commas outside of parentheses. */
function splitArguments(text: ByteString): ByteString[] {
  const parts: ByteString[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] = (parts.at(-1) ?? '') + character;
  }
  return parts.map(squeeze);
}

function squeeze(text: ByteString): ByteString {
  return text.trim().replace(/\s+/g, ' ');
}

/** What a question is about. A name in capitals is a symbol. */
function readQuestion(text: ByteString): Question {
  let inner = squeeze(text);
  if (inner.startsWith('$(') && inner.endsWith(')')) inner = squeeze(inner.slice(2, -1));
  if (inner.startsWith('call ')) inner = squeeze(inner.slice('call '.length));
  if (inner === '') throw new UsageError('usage/operand-missing', 'probe --explain: nothing is asked about');
  if (inner.startsWith('-')) return { kind: 'flag', flags: inner.split(' ') };
  const [name = '', ...rest] = splitArguments(inner);
  if (rest.length > 0) return { kind: 'call', name, arguments: rest };
  if (/^(?:CONFIG_)?[A-Z][A-Z0-9_]*$/.test(name)) return { kind: 'symbol', name: name.replace(/^CONFIG_/, '') };
  return { kind: 'macro', name };
}

/** The arguments as a macro was given them begin with those of the question. */
function hasArguments(given: readonly ByteString[], wanted: readonly ByteString[]): boolean {
  return wanted.length <= given.length && wanted.every((word, at) => squeeze(given[at] ?? '') === word);
}

/** Flags on one command line that may all be in question, where the text does not say. */
const maxUntold = 4;

/** Flags that a use asks about; those of its command lines where its text does not say, unless they are many. */
function flagsAskedBy(use: ProbeUse): readonly ByteString[] {
  if (use.asked.length > 0) return use.asked;
  const lines = use.calls.flatMap((call) => call.answer.commands).map((command) => flagsOf(command.argv));
  return lines.filter((flags) => flags.length <= maxUntold).flat();
}

/** True when the text starts a script of this name, with or without `.sh`. */
function startsScript(use: ProbeUse, name: ByteString): boolean {
  const words = use.calls.flatMap((call) => call.command.split(/[\s;(){}]+/));
  return words.some(
    (word) => word.includes('/') && [name, `${name}.sh`].includes(word.slice(word.lastIndexOf('/') + 1)),
  );
}

function isAbout(use: ProbeUse, question: Question): boolean {
  switch (question.kind) {
    case 'flag': {
      const flags = flagsAskedBy(use);
      return question.flags.every((flag) => flags.includes(flag));
    }

    case 'symbol':
      return use.feeds.some((feed) => feed.kind === 'symbol' && feed.name === question.name);
    case 'macro':
      return (
        use.chain.some((step) => step.name === question.name) ||
        use.feeds.some((feed) => feed.kind === 'variable' && feed.name === question.name) ||
        startsScript(use, question.name)
      );
    case 'call': {
      const text = squeeze(use.text).replace(/^\$\((?:call )?/, '');
      const [name, ...args] = splitArguments(text.replace(/\)$/, ''));
      if (name === question.name && hasArguments(args, question.arguments)) return true;
      return use.chain.some((step) => step.name === question.name && hasArguments(step.arguments, question.arguments));
    }
  }
}

/** Probes about an option whose value was left open: `-falign-functions` is asked about with each of them. */
function optionUses(uses: readonly ProbeUse[], question: Question): ProbeUse[] {
  if (question.kind !== 'flag') return [];
  return uses.filter((use) => {
    const asked = flagsAskedBy(use);
    return question.flags.every((option) => asked.some((flag) => flag === option || flag.startsWith(`${option}=`)));
  });
}

/** A cheap look at a command of a makefile; what it lets through is looked at closely. */
function mayBeAbout({ command, macros = [] }: PlacedShellCall, question: Question): boolean {
  switch (question.kind) {
    case 'flag':
      return question.flags.every((flag) => command.includes(flag));
    case 'call':
      return macros.some(({ name }) => name === question.name);
    case 'macro':
      return macros.some(({ name }) => name === question.name) || command.includes(question.name);
    case 'symbol':
      return false;
  }
}

/** The same of the makefiles of directories; no symbol takes its value there. */
function inDirectories(tree: ConfiguredTree, question: Question): ProbeUse[] {
  if (question.kind === 'symbol') return [];
  return directoryProbes(
    tree,
    (call) => mayBeAbout(call, question),
    (use) => isAbout(use, question) || optionUses([use], question).length > 0,
  );
}

function programOf({ argv, status, stdout, stderr, source }: CommandEvidence): ProgramSummary {
  return { command: argv, status, stdout, stderr, source };
}

function verdictOf(use: ProbeUse): ExplainedProbe['verdict'] {
  if (use.calls.some((call) => call.answer.unknown !== null)) return 'unknown';
  const value = use.value.trim();
  if (value === 'y' || value === 'n') return value === 'y' ? 'yes' : 'no';
  const last = use.calls.at(-1)?.answer;
  const tools = use.calls.flatMap((call) => call.answer.commands).filter((one) => toolRole(one.argv[0] ?? '') !== null);
  if (tools.length > 0) return tools.every((one) => one.status === 0) ? 'yes' : 'no';
  return last?.status === 0 ? 'yes' : 'no';
}

function blameOf(use: ProbeUse, insight: ProbeInsight): Blame | null {
  for (const call of use.calls) {
    for (const command of call.answer.commands) {
      const blame = insight.blame(call, command, use.asked);
      if (blame !== null) return blame;
    }
  }
  return null;
}

function explainUse(use: ProbeUse, insight: ProbeInsight): ExplainedProbe {
  const blame = blameOf(use, insight);
  const verdict = verdictOf(use);
  return {
    engine: use.engine,
    text: use.text,
    location: use.location,
    // $(comma) and its like are on the way, too.
    chain: use.chain.filter((step, at) => at === 0 || step.arguments.length > 0),
    command: use.calls.at(-1)?.command.trim() ?? '',
    programs: use.calls.flatMap((call) => call.answer.commands).map(programOf),
    ...(verdict === 'no' ? asideOf(use) : { discarded: '', absent: [] }),
    value: use.value,
    verdict,
    unknown: use.calls.find((call) => call.answer.unknown !== null)?.answer.unknown ?? null,
    // What follows from an unknown answer is unknown, too.
    feeds: verdict === 'unknown' ? use.feeds.map((feed) => ({ ...feed, value: null })) : use.feeds,
    blame,
    blameText: blame === null ? null : describeBlame(blame),
  };
}

/** What the shell texts of a use threw away and looked for in vain. */
function asideOf(use: ProbeUse): Pick<ExplainedProbe, 'discarded' | 'absent'> {
  const asides = use.calls.flatMap(({ answer }) => answer.aside ?? []);
  return {
    discarded: asides.map(({ discarded }) => discarded).join(''),
    absent: asides.flatMap(({ absent }) => absent),
  };
}

/** Questions near to one that nothing answers, of the same kind. */
function candidatesFor(question: Question, uses: readonly ProbeUse[], text: ByteString): ByteString[] {
  const names = (use: ProbeUse): readonly ByteString[] => {
    switch (question.kind) {
      case 'flag':
        return use.asked.length === 0 ? [] : flagsAskedBy(use);
      case 'symbol':
        return use.feeds.filter((feed) => feed.kind === 'symbol').map((feed) => feed.name);
      case 'macro':
        return use.chain.map((step) => step.name);
      case 'call':
        return use.chain.slice(0, 1).map((step) => [step.name, ...step.arguments.map(squeeze)].join(','));
    }
  };
  const wanted =
    question.kind === 'flag'
      ? question.flags.join(' ')
      : question.kind === 'call'
        ? [question.name, ...question.arguments].join(',')
        : question.name;
  const limit = Math.max(3, Math.floor(wanted.length / 2));
  return [...new Set(uses.flatMap(names))]
    .filter((name) => name !== text && name.length < 200)
    .map((name) => ({ name, distance: editDistance(wanted, name, limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, maxCandidates)
    .map(({ name }) => name);
}

function askAlone(options: ExplainProbeOptions, flags: readonly ByteString[]): readonly FlagSummary[] {
  const { host, profile, cc, variables } = options;
  return probeCompiler({ host, profile, cc, variables, flags: [flags.join(' ')] }).flags;
}

/** Flags among the words of a question. */
function flagsIn(question: Question): readonly ByteString[] {
  if (question.kind === 'flag') return question.flags;
  return question.kind === 'call' ? question.arguments.filter((word) => word.startsWith('-')).slice(0, 1) : [];
}

/**
 * Every probe of a tree that a question is about: the text that asks, what it became, what the compiler said, what
 * follows from it and which flag is to blame. Without a tree a flag is asked alone. Throws KgateError when the
 * question cannot be put.
 */
export function explainProbe(options: ExplainProbeOptions): ExplainProbeResult {
  const { host, profile } = options;
  const question = readQuestion(options.question);
  const base = { schemaVersion: 1 as const, question: options.question, kind: question.kind };
  const flags = flagsIn(question);
  if (!isKconfigTree(host, host.cwd) && flags.length > 0) {
    const asked = askAlone(options, flags);
    const [first] = asked;
    const verdict = first?.verdict === 'accepted' ? 'yes' : first?.verdict === 'rejected' ? 'no' : 'unknown';
    return { ...base, tree: null, toolchain: null, verdict, probes: [], flags: asked, candidates: [] };
  }
  const request =
    options.cc === null
      ? options.request
      : { ...options.request, variables: [...options.request.variables, `CC=${options.cc}`] };
  const session = openSession({ host, request, profile });
  const tree = configure(session);
  const configuration = configurationOf(tree);
  const { levels, working } = readTop(openConfigured(tree, configuration));
  const uses = [...kconfigProbes(configuration), ...makeProbes(levels.map((level) => level.evaluation))];
  const found =
    [uses.filter((use) => isAbout(use, question)), optionUses(uses, question)].find((some) => some.length > 0) ??
    inDirectories(tree, question);
  const insight = createInsight(session, working);
  const probes = found.map((use) => explainUse(use, insight));
  const verdicts = new Set(probes.map((probe) => probe.verdict));
  const verdict =
    probes.length === 0 ? 'not-found' : verdicts.has('no') ? 'no' : verdicts.has('unknown') ? 'unknown' : 'yes';
  return {
    ...base,
    tree: describeTree(session, working),
    toolchain: describeToolchain(session, tree.toolchain),
    verdict,
    probes,
    flags: probes.length === 0 && flags.length > 0 ? askAlone(options, flags) : [],
    candidates: probes.length === 0 ? candidatesFor(question, uses, options.question) : [],
  };
}
