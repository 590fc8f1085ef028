import { type MemoOptions, withMemo } from '../cache/memo.ts';
import { absolutePath } from '../host/paths.ts';
import { findRule, type LintOptions, type LintOutcome, lintTree } from '../lint/index.ts';
import { offerProofs } from './proofs/proofs.ts';

/** What {@link lint} is asked; the host is the machine itself where there is a cache. */
export interface KeptLintOptions extends Omit<LintOptions, 'proofs'>, Pick<MemoOptions, 'cache'> {}

/** {@link lintTree}, or what it gave when the tree was as it is now. */
export function lint(options: KeptLintOptions): LintOutcome {
  const { cache, host, within, ...rest } = options;
  const words = within === undefined ? rest : { ...rest, within: [...within] };
  const directory = absolutePath(host.cwd, options.directory);
  const archs = options.archs ?? [];
  // Of rules that need no proofs the environment has no say in what they find.
  const isProof = (options.named ?? options.only)?.some((name) => findRule(name)?.meta.needsProofs === true) === true;
  return withMemo({ cache: cache ?? null, host }, (memo) => {
    const about = { words: ['lint', { ...words, directory }] };
    const key = isProof ? about : ({ ...about, env: {}, reader: 'tree' } as const);
    return memo.remember('results', key, () =>
      lintTree({
        ...options,
        host: memo.host,
        proofs: offerProofs({ host: memo.host, directory, archs }),
      }),
    );
  });
}
