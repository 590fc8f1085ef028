import { type MemoOptions, withMemo } from '../cache/memo.ts';
import { absolutePath } from '../host/paths.ts';
import { type LintOptions, type LintOutcome, lintTree } from '../lint/index.ts';

/** What {@link lint} is asked; the host is the machine itself where there is a cache. */
export interface KeptLintOptions extends LintOptions, Pick<MemoOptions, 'cache'> {}

/** {@link lintTree}, or what it gave when the tree was as it is now. */
export function lint(options: KeptLintOptions): LintOutcome {
  const { cache, host, onPhase, within, ...rest } = options;
  const words = within === undefined ? rest : { ...rest, within: [...within] };
  const directory = absolutePath(host.cwd, options.directory);
  return withMemo({ cache: cache ?? null, host }, (memo) => {
    // The environment has no say in it.
    const key = { words: ['lint', { ...words, directory }], env: {}, reader: 'tree' } as const;
    return memo.remember('results', key, () =>
      lintTree({ ...options, ...(onPhase !== undefined && { onPhase }), host: memo.host }),
    );
  });
}
