import { type Memo, withMemo, withoutMemo } from '../../cache/memo.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import { tryEveryAnswer } from '../check/every-answer.ts';
import type { ModeOptions, ModeResult } from './mode-result.ts';
import { ModeRun, UnknownProbes } from './mode-run.ts';

/**
 * Runs a configuration goal as the tree's own makefiles would, with fragments merged as the tree's
 * `merge_config.sh` does it. Throws UsageError for a goal the tree does not have, HostError
 * `probe/unknown` when a record cannot answer a probe: a configuration on guesses is not written.
 */
export function resolveMode(options: ModeOptions): ModeResult {
  return withMemo(options, (memo) => {
    try {
      return runWhole(options, memo);
    } catch (error) {
      const same = error instanceof UnknownProbes && !error.isAfterQuestion ? withEveryAnswer(options, error) : null;
      if (same === null) throw error;
      return same;
    }
  });
}

function runWhole(options: ModeOptions, memo: Memo, isTrial = false): ModeResult {
  const run = new ModeRun(options, memo, isTrial);
  const fragments = options.fragments ?? [];
  const own = run.withLibrary(fragments);
  if (own !== null) return own;
  return fragments.length > 0 ? run.withFragments(fragments, options.merge ?? {}) : run.plain();
}

/** The result where every combination of answers leads to the same one; null where it does not. */
function withEveryAnswer(options: ModeOptions, { count }: UnknownProbes): ModeResult | null {
  const { terminal: _, ...rest } = options;
  const results: ModeResult[] = [];
  const outcome = (profile: CompilerProfile | null): string | null => {
    try {
      const one = runWhole({ ...rest, profile }, withoutMemo(options.host), true);
      // Where make or conf stops, what stops it may be what is not known.
      if (one.exitStatus !== 0) return null;
      results.push(one);
      return JSON.stringify(one);
    } catch (error) {
      if (error instanceof UnknownProbes) return null;
      throw error;
    }
  };
  const tried = tryEveryAnswer({ ...options, outcome });
  const [found] = results;
  if (tried === null || found === undefined) return null;
  const note = `kgate: probes without an answer: ${count}; all ${tried} combinations of yes and no lead to the same configuration\n`;
  return { ...found, stderr: found.stderr + note };
}
