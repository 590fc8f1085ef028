/** Which rules are applied, with what severity, to which architectures: the words of the command line. */
import { archVariants } from '../../core/arch-variants.ts';
import { editDistance } from '../../core/edit-distance.ts';
import { UsageError } from '../../core/errors.ts';
import type { Severity } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type RuleListing, type RuleName, ruleList } from '../../lint/index.ts';

/** A severity that a rule can be given. */
type GivenSeverity = Exclude<Severity, 'hint'> | 'off';

/** What rules are applied, and with what severity. */
export interface RuleChoice {
  readonly only: readonly RuleName[];
  /** Those of them that the user named. */
  readonly named: readonly RuleName[];
  readonly severities: ReadonlyMap<RuleName, GivenSeverity>;
}

/** What a user says about rules. */
export interface RuleWords {
  readonly preset: RuleListing['preset'];
  /** Words of `--select`. */
  readonly select: readonly string[];
  /** Words of `--severity`. */
  readonly severity: readonly string[];
}

const presets = ['recommended', 'all', 'pedantic'] as const;
const severities: readonly GivenSeverity[] = ['error', 'warning', 'info', 'off'];

/** The rules of some words. A rule that is given a severity is applied, whatever preset has it. Throws UsageError. */
export function chooseRules({ preset, select, severity }: RuleWords): RuleChoice {
  const given = new Map<RuleName, GivenSeverity>();
  for (const word of severity.flatMap((words) => words.split(',')).filter((word) => word !== '')) {
    const at = word.lastIndexOf('=');
    const level = severities.find((one) => one === word.slice(at + 1));
    if (at === -1 || level === undefined) {
      throw new UsageError('lint/bad-severity', `--severity ${word}: it has to be RULE=${severities.join('|')}`);
    }
    given.set(ruleNamed(word.slice(0, at), '--severity'), level);
  }
  const selected = select.flatMap((words) => words.split(',')).filter((word) => word !== '');
  const rank = presets.indexOf(preset);
  const base =
    selected.length > 0
      ? selected.map((word) => ruleNamed(word, '--select'))
      : ruleList().flatMap((rule) => (presets.indexOf(rule.preset) <= rank ? [rule.name as RuleName] : []));
  const only = new Set(base);
  for (const [rule, level] of given) {
    if (level === 'off') only.delete(rule);
    else only.add(rule);
  }
  const named = [...only].filter((rule) => selected.length > 0 || given.has(rule));
  return { only: [...only], named, severities: given };
}

/** Findings with the severities that were asked for; hints stay what they are. */
export function withSeverities<One extends Diagnostic>(
  diagnostics: readonly One[],
  choice: RuleChoice,
): readonly One[] {
  if (choice.severities.size === 0) return diagnostics;
  return diagnostics.map((one) => {
    const level = choice.severities.get(one.code.slice('lint/'.length) as RuleName);
    return level === undefined || level === 'off' || one.severity === 'hint' ? one : { ...one, severity: level };
  });
}

/** The rule of a word; `lint/` may stand before the name. */
function ruleNamed(word: string, option: string): RuleName {
  const name = word.startsWith('lint/') ? word.slice('lint/'.length) : word;
  const names = ruleList().map((rule) => rule.name);
  if (names.includes(name)) return name as RuleName;
  const near = nearest(name, names);
  throw new UsageError('lint/no-such-rule', `${option} ${word}: there is no such rule`, {
    hint: near === undefined ? 'kgate rules lists them' : `did you mean ${near}?`,
  });
}

/** Letters that a mistyped name may differ in. */
const maxTyping = 4;

function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((one) => ({ one, distance: editDistance(name, one, maxTyping) }));
  const [first] = ranked.sort((a, b) => a.distance - b.distance);
  return first !== undefined && first.distance <= maxTyping
    ? first.one
    : names.find((one) => name !== '' && one.includes(name));
}

/** The architectures of `--arch` and `ARCH=`; undefined for all. Throws UsageError for one that the tree does not have. */
export function chooseArchs(host: Host, words: readonly string[]): readonly string[] | undefined {
  const names = words.flatMap((word) => word.split(',')).filter((name) => name !== '');
  if (names.length === 0 || names.includes('all')) return undefined;
  const known = (host.readDirectory('arch') ?? []).filter((name) => host.stat(`arch/${name}`)?.kind === 'directory');
  for (const name of known.length === 0 ? [] : names) {
    if (known.includes(name) || known.includes(archVariants[name] ?? '')) continue;
    const near = nearest(name, [...known, ...Object.keys(archVariants)]);
    throw new UsageError('lint/no-such-arch', `--arch ${name}: the tree has no arch/${name}`, {
      hint: near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`,
    });
  }
  return names;
}
