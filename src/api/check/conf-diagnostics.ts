/** What conf has to say. */

import { diagnostic } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import { type ConfiguredTree, createInsight, eventDiagnostic } from '../../kernel/index.ts';
import type { CheckOptions } from './check-options.ts';
import { withRecursionFix } from '../conf-words/recursion.ts';
import { withUnmetCauses } from '../conf-words/unmet-dependencies.ts';
import { withInsight } from './old-tools.ts';

/** Findings of conf itself; unknown answers are gathered into one diagnostic elsewhere. */
export function confDiagnostics({ run }: Pick<ConfiguredTree, 'run'>): readonly Diagnostic[] {
  return (run?.diagnostics ?? []).filter((one) => one.code !== 'kconfig/unknown-shell-answer');
}

/** The same with what is behind them: lines, and changes that help. */
export function explainedConfDiagnostics(options: CheckOptions, tree: ConfiguredTree): readonly Diagnostic[] {
  const { configuration } = tree;
  return confDiagnostics(tree).map((one) => {
    const explained = configuration === null ? one : withUnmetCauses(one, configuration);
    return withRecursionFix(explained, options, tree);
  });
}

/** For a conf that stops with words no other diagnostic has. */
function confFailure(words: string): Diagnostic {
  const message = words === '' ? 'conf stops without a word' : words;
  return diagnostic({ code: 'kernel/conf-failed', severity: 'error', message, args: { words } });
}

/** Why there is no configuration: what stopped make or conf, in their words. */
export function explainNoConfiguration(options: CheckOptions, tree: ConfiguredTree): Diagnostic[] {
  const insight = createInsight(tree.session, tree.levels.at(-1));
  const diagnostics = [
    ...tree.events.map((event) => ({ ...eventDiagnostic(event), causes: explainStop(event, null, insight).causes })),
    ...explainedConfDiagnostics(options, tree).map((one) => withInsight(one, options, tree, insight)),
  ];
  const isReported = diagnostics.some(({ severity }) => severity === 'error');
  return isReported ? diagnostics : [...diagnostics, confFailure(tree.run?.stderr.trim() ?? '')];
}
