import type { ByteString } from '../../core/bytes.ts';
import {
  compareWithFinal,
  findMergeScript,
  type MergeOptions,
  mergeBehaviour,
  mergeFragments,
  type NamedConfig,
  type Session,
} from '../../kernel/index.ts';

/** The options of `merge_config.sh`. All false when absent. */
export interface FragmentOptions {
  /** `-m`: merge, and run no conf. */
  readonly mergeOnly?: boolean;
  /** `-n`: fill up with allnoconfig. */
  readonly alln?: boolean;
  /** `-r`: list redundant entries. */
  readonly redundant?: boolean;
  /** `-s`: a fragment that redefines a value is a failure, and so is a request that the result does not have. */
  readonly strict?: boolean;
  /** `-y`: y is not demoted to m. */
  readonly builtin?: boolean;
  /** `-Q`: no words about redefined values. */
  readonly quiet?: boolean;
}

function mergeOptions(options: FragmentOptions): MergeOptions {
  return {
    redundant: options.redundant === true,
    strict: options.strict === true,
    builtin: options.builtin === true,
    quiet: options.quiet === true,
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
  const { prefix } = session.dialect.dotConfig;
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
  return compareWithFinal(merged, final, mergeOptions(options), behaviourOf(session), session.dialect.dotConfig.prefix);
}
