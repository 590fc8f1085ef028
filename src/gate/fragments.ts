import type { Diagnostic } from '../core/diagnostic.ts';
import type { ByteString } from '../core/text.ts';
import { explainSymbol } from '../explain/symbol.ts';
import { type Configuration, suggestNames } from '../kconfig/index.ts';
import {
  compareWithFinal,
  findMergeScript,
  type MergeOptions,
  mergeBehaviour,
  mergeFragments,
  type NamedConfig,
  type Session,
  type UnkeptValue,
} from '../kernel/index.ts';

/** The options of `merge_config.sh`. All false when absent. */
export interface FragmentOptions {
  /** `-m`: merge, and run no conf. */
  readonly mergeOnly?: boolean;
  /** `-n`: fill up with allnoconfig. */
  readonly alln?: boolean;
  /** `-r`: list redundant entries. */
  readonly redundant?: boolean;
  /** `-s`: a fragment that redefines a value is a failure. */
  readonly strict?: boolean;
  /** `-y`: y is not demoted to m. */
  readonly builtin?: boolean;
}

function mergeOptions(options: FragmentOptions): MergeOptions {
  return {
    redundant: options.redundant === true,
    strict: options.strict === true,
    builtin: options.builtin === true,
    quiet: false,
  };
}

function behaviourOf(session: Session): ReturnType<typeof mergeBehaviour> {
  return mergeBehaviour(findMergeScript(session.host, session.request.treeDirectory));
}

/** Merges as the tree's script does; a text of null: strict mode was violated. */
export function mergeNamed(
  session: Session,
  base: NamedConfig,
  fragments: readonly NamedConfig[],
  options: FragmentOptions,
): { readonly stdout: ByteString; readonly text: ByteString | null } {
  const { prefix } = session.dialect;
  const result = mergeFragments(base.text, fragments, mergeOptions(options), behaviourOf(session), prefix);
  return { stdout: `Using ${base.name} as base\n${result.stdout}`, text: result.merged };
}

/** The script's words about requested values that the final configuration does not have. */
export function reportUnkept(
  session: Session,
  merged: ByteString,
  final: ByteString,
  options: FragmentOptions,
): ReturnType<typeof compareWithFinal> {
  return compareWithFinal(merged, final, mergeOptions(options), behaviourOf(session), session.dialect.prefix);
}

/** The value in a line of a configuration; `n` for `is not set`. */
function valueOf(line: ByteString, prefix: ByteString, symbol: ByteString): ByteString {
  const last = line.split('\n').at(-1) ?? '';
  return last.startsWith(`${symbol}=`) ? last.slice(symbol.length + 1) : last.includes(prefix) ? 'n' : '';
}

/** What became of each value and why, from the configuration's own records. */
export function explainUnkept(
  configuration: Configuration,
  unkept: readonly UnkeptValue[],
  prefix: ByteString,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { symbol, requested, actual } of unkept) {
    const wanted = valueOf(requested, prefix, symbol);
    const name = symbol.slice(prefix.length);
    const found = configuration.model.symbols.get(name);
    const isDefined = found !== undefined && found.entries.length > 0;
    // A symbol that is off is not in the file at all where it cannot be on: nothing was lost.
    if (isDefined && wanted === 'n' && actual === '') continue;
    const became = actual === '' ? 'is not in the result' : `becomes ${valueOf(actual, prefix, symbol)}`;
    const near = isDefined ? [] : suggestNames(configuration.model, name, 3);
    diagnostics.push({
      code: 'kernel/value-not-kept',
      severity: 'warning',
      message: `${symbol}=${wanted} ${became}${isDefined ? '' : ': this tree has no such symbol'}`,
      location: null,
      causes: isDefined ? [explainSymbol(configuration, found)] : [],
      notes: near.length === 0 ? [] : [`did you mean ${near.map((one) => prefix + one).join(', ')}?`],
      fixes: [],
    });
  }
  return diagnostics;
}
