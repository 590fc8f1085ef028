/** Why a defconfig has other lines than savedefconfig writes. */
import type { ByteString } from '../../core/bytes.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import { type Configuration, hasPrompt, isLogical, type KconfigSymbol, readLines } from '../../kconfig/index.ts';
import { askedFile, type ConfiguredTree, createInsight, describeTree } from '../../kernel/index.ts';
import { configurationOf } from '../../kernel/index.ts';
import { linesOf } from '../../lint/index.ts';
import type { CanonicalLine, CanonicalReason } from '../../results/canonical.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { isAboutSetting } from '../change-codes.ts';
import { confDiagnostics } from '../check/conf-diagnostics.ts';
import { placeInFile } from '../config/merged-text.ts';
import { type AskedLine, type AskedLines, askedLines, resultOf, wantedBy } from '../lines/asked-lines.ts';
import { lineFindingsOf } from '../lines/lines.ts';
import { type Step, stepsBetween } from '../lint/fix/edits.ts';
import { findLost, lostFindings } from '../lost-values.ts';
import { itemLocation, withItems } from '../narrow/fewer-items.ts';

/** What {@link differingLines} needs. */
export interface DifferenceRequest {
  /** The tree with the file as its configuration, the rest at its defaults. */
  readonly tree: ConfiguredTree;
  readonly file: ByteString;
  readonly text: ByteString;
  /** What savedefconfig writes. */
  readonly expected: ByteString;
}

/** A reason with its words. */
type Why = readonly [reason: CanonicalReason, message: string];

/** Each line of the difference with its reason, in the order of the difference. */
export function differingLines({ expected, file, text, tree }: DifferenceRequest): CanonicalLine[] {
  const configuration = configurationOf(tree);
  const asked = askedLines(configuration, [askedFile('base', { name: file, text })]);
  const own = linesOf(text);
  const saved = linesOf(expected);
  const steps = stepsBetween(own, saved);
  const reasons = new Reasons(asked, { own, saved, steps }, findingsByLine(tree, configuration, asked, file));
  return steps.flatMap(([kind, at, to]): CanonicalLine[] => {
    if (kind === ' ') return [];
    const isRemoved = kind === '-';
    const index = isRemoved ? at : to;
    const line = bare((isRemoved ? own : saved)[index] ?? '');
    const { symbol, why } = isRemoved ? reasons.removed(index, line) : reasons.added(index, line);
    const [reason, message] = why;
    return [
      {
        kind: isRemoved ? 'removed' : 'added',
        line: index + 1,
        text: line,
        symbol: symbol?.name ?? null,
        reason,
        message,
      },
    ];
  });
}

/** A line without its end. */
function bare(line: ByteString): ByteString {
  return line.replace(/\r?\n$/, '');
}

/** Two texts, in lines with their ends. */
interface Difference {
  readonly own: readonly ByteString[];
  readonly saved: readonly ByteString[];
  readonly steps: readonly Step[];
}

/** What check has to say about each line of the file, by its number. */
function findingsByLine(
  tree: ConfiguredTree,
  configuration: Configuration,
  { lines }: AskedLines,
  file: ByteString,
): ReadonlyMap<number, Diagnostic> {
  const { session } = tree;
  const level = tree.levels.at(-1);
  const { srcarch } = describeTree(session, level);
  const { host, request } = session;
  const place = { host, treeDirectory: request.treeDirectory, architecture: srcarch };
  const [first] = lines;
  const found = lineFindingsOf(configuration, first === undefined ? [] : [first.file], place);
  const inFile = (location: Location): Location => placeInFile(file, location.line);
  const lost = findLost(configuration, (location) => ({ location: inFile(location), severity: 'warning' }));
  const diagnostics = [
    ...lostFindings(
      lost.filter(({ symbol }) => !found.explained.has(symbol)),
      {
        session,
        configuration,
        insight: createInsight(session, level),
        level,
        profile: session.profile,
        seeksChange: () => false,
        holding: () => [],
      },
    ),
    ...confDiagnostics(tree).filter(isAboutSetting),
    // More is known of these.
    ...found.diagnostics,
  ];
  const byLine = new Map<number, Diagnostic>();
  for (const one of diagnostics) {
    for (const [at, item] of (one.items ?? [null]).entries()) {
      const line = itemLocation(one, item)?.line;
      if (line !== undefined) byLine.set(line, withoutPlace(withItems(one, (_item, index) => index === at)));
    }
  }
  return byLine;
}

/** Words of conf name the configuration file and the line, which the report has. */
function withoutPlace(one: Diagnostic): Diagnostic {
  return one.form === 'verbatim' ? { ...one, message: one.message.replace(/^\S+:\d+:\s*(?:warning: )?/, '') } : one;
}

/** Reasons for the lines of one file. */
class Reasons {
  private readonly asked: AskedLines;
  private readonly saved: readonly ByteString[];
  /** With their ends. */
  private readonly own: readonly ByteString[];
  private readonly isOwn: ReadonlySet<ByteString>;
  private readonly findings: ReadonlyMap<number, Diagnostic>;
  private readonly byLine: ReadonlyMap<number, AskedLine>;
  /** What savedefconfig writes, by symbol. */
  private readonly savedOf: ReadonlyMap<KconfigSymbol, ByteString>;
  private readonly isSaved: ReadonlySet<ByteString>;
  /** Those that the difference adds. */
  private readonly isAdded: ReadonlySet<ByteString>;

  constructor(asked: AskedLines, { own, saved, steps }: Difference, findings: ReadonlyMap<number, Diagnostic>) {
    this.asked = asked;
    this.saved = saved.map(bare);
    this.own = own;
    this.isOwn = new Set(own);
    this.findings = findings;
    this.byLine = new Map(asked.lines.map((line) => [line.line, line]));
    this.savedOf = new Map(this.saved.flatMap((line) => this.symbolOf(line).map((symbol) => [symbol, line] as const)));
    this.isSaved = new Set(saved);
    this.isAdded = new Set(steps.flatMap(([kind, , to]) => (kind === '+' ? [saved[to] ?? ''] : [])));
  }

  removed(index: number, text: ByteString): { readonly symbol: KconfigSymbol | null; readonly why: Why } {
    const line = this.byLine.get(index + 1);
    const symbol = this.asked.configuration.model.symbols.get(line?.name ?? '') ?? null;
    return { symbol, why: this.whyRemoved(index, text, line, symbol) };
  }

  added(index: number, text: ByteString): { readonly symbol: KconfigSymbol | null; readonly why: Why } {
    const [symbol = null] = this.symbolOf(text);
    return { symbol, why: this.whyAdded(index, text, symbol) };
  }

  private whyRemoved(index: number, text: ByteString, line: AskedLine | undefined, symbol: KconfigSymbol | null): Why {
    if (text.trim() === '') return ['comment', 'savedefconfig writes no empty lines'];
    const finding = this.findings.get(index + 1);
    if (finding?.code === 'kernel/malformed-line') return ['lost', finding.message];
    if (line === undefined || line.kind === 'stray') {
      return text.startsWith('#')
        ? ['comment', 'savedefconfig writes no comments']
        : ['lost', finding?.message ?? 'no line of a configuration: conf passes it over'];
    }
    if (line.kind === 'unknown') return ['unknown', finding?.message ?? 'this tree has no such symbol'];
    if (symbol === null || line.kind !== 'given') return ['lost', finding?.message ?? 'conf does not take this value'];
    const last = this.asked.given.get(symbol)?.at(-1);
    if (last !== undefined && last.line !== line.line)
      return ['repeated', `line ${last.line} sets ${symbol.name} again, and counts`];
    if (this.isAdded.has(this.own[index] ?? '')) return ['order', this.placeOf(text)];
    if (this.isSaved.has(this.own[index] ?? '')) {
      const other = this.asked.given.get(symbol)?.find((one) => one.text === line.text && one !== line);
      return ['repeated', other === undefined ? 'another line says the same' : `line ${other.line} says the same`];
    }
    if (this.isSaved.has(`${text}\n`)) return ['form', 'the line ends otherwise: with a newline alone'];
    if (finding !== undefined) {
      return [finding.code === 'kernel/symbol-without-prompt' ? 'without-prompt' : 'lost', finding.message];
    }
    const saved = this.savedOf.get(symbol);
    const { configuration } = this.asked;
    const value = resultOf(configuration, symbol);
    const wanted = wantedBy(line, symbol);
    const isKept = value === wanted || (isLogical(symbol) && wanted === 'n' && value === '');
    if (!isKept) return ['lost', `${text.trim()} becomes ${value === '' ? 'unset' : value}`];
    if (saved !== undefined) return ['form', `written as ${saved}`];
    if (!hasPrompt(symbol))
      return ['without-prompt', `${symbol.name} has no prompt: ${sourceOf(configuration, symbol)}`];
    return ['default', sourceOf(configuration, symbol)];
  }

  private whyAdded(index: number, text: ByteString, symbol: KconfigSymbol | null): Why {
    if (symbol === null) return ['value', 'savedefconfig writes it'];
    if (this.isOwn.has(`${text}\n`)) return ['order', this.placeOf(text, index)];
    const { configuration, given } = this.asked;
    const last = given.get(symbol)?.at(-1);
    const value = resultOf(configuration, symbol);
    if (last === undefined)
      return ['value', `no line sets it, and it is not at its default: ${sourceOf(configuration, symbol)}`];
    const wanted = wantedBy(last, symbol);
    if (wanted === value || (wanted === 'n' && value === ''))
      return ['form', `this is how line ${last.line} is written`];
    return [
      'value',
      `line ${last.line} asks for ${wanted === '' ? 'nothing' : wanted}: ${sourceOf(configuration, symbol)}`,
    ];
  }

  /** Where savedefconfig writes a line. */
  private placeOf(text: ByteString, at = this.saved.indexOf(text)): string {
    const before = this.saved[at - 1];
    const words = 'lines are in the order of the Kconfig files: this one';
    return before === undefined ? `${words} is the first` : `${words} is behind ${before}`;
  }

  private symbolOf(text: ByteString): KconfigSymbol[] {
    const { configuration } = this.asked;
    const [line] = readLines(configuration.state, `${text}\n`, 'defconfig');
    const symbol = configuration.model.symbols.get(line?.name ?? '');
    return symbol === undefined ? [] : [symbol];
  }
}

/** Maximal number of selects that are named. */
const maxNamed = 2;

/** Where a value is from that needs no line. */
function sourceOf(configuration: Configuration, symbol: KconfigSymbol): string {
  const facts = configuration.facts(symbol);
  const value = facts.value === '' ? 'unset' : facts.value;
  const at = (location: Location): string => ` (${formatLocation(location)})`;
  if (!facts.written && isLogical(symbol)) return `${symbol.name} is not available, and off without the line`;
  if (facts.chosen === symbol) return `it is what its choice has by default`;
  if (symbol.choice !== null) return `${facts.chosen?.name ?? 'no member'} is chosen`;
  const isSelected = facts.reverseValue > 0 && facts.reverseValue >= 'nmy'.indexOf(facts.value);
  const isImplied = facts.impliedValue > 0 && facts.impliedValue >= 'nmy'.indexOf(facts.value);
  const forcing = isSelected ? facts.selects : isImplied ? facts.implies : [];
  if (forcing.length > 0) {
    const names = forcing.map(({ property, selector }) => `${selector.name}${at(property.location)}`);
    const rest = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
    const verb = isSelected ? 'selected' : 'implied';
    return `${verb} by ${names.slice(0, maxNamed).join(', ')}${rest}`;
  }
  if (facts.origin === 'range' && facts.range !== null)
    return `its range gives ${value}${at(facts.range.property.location)}`;
  if (facts.default !== null) return `${value} is its default${at(facts.default.property.location)}`;
  return `it has no default, and is ${value} without a line`;
}
