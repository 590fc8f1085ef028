import { rememberPart, withMemo } from '../../cache/memo.ts';
import {
  configure,
  createInsight,
  describeToolchain,
  describeTree,
  openSession,
  type SessionOptions,
} from '../../kernel/index.ts';
import type { FixResult } from '../../results/fix.ts';
import { configPath } from '../config/config-path.ts';
import { policyFindings } from '../policy-findings.ts';
import { unansweredProbes } from '../probe-diagnostics.ts';
import { fixBase } from './base.ts';
import { findBuildFix } from './build.ts';
import type { FixFindings, FixOptions, FoundFix } from './fix-options.ts';
import { hasPackages, packageSymbol } from './package-word.ts';
import { findStopFix } from './stops.ts';
import { findValues } from './values.ts';
import { wordNotes } from './word-notes.ts';

/**
 * The smallest changes that satisfy a question, or the proof that there are none, and the best one applied. The SAT solver has
 * to be loaded (`loadSatSolver`). Throws UsageError `kernel/unknown-symbol`, `kernel/bad-value`, and `kernel/config-failed`
 * where conf or make stops before there is a configuration.
 */
export function findFix(options: FixOptions): FoundFix {
  return withMemo(options, (memo) => {
    const seen = { ...options, host: memo.host, models: memo };
    const { allow = [], keep = [], max = null, question, request, startDirectory = null } = options;
    // What stops make depends on times that a kept answer does not look at.
    if (question.kind === 'stops') return search(seen);
    const key = {
      words: ['fix', question, request, keep, allow, max, startDirectory],
      byContent: configPath(memo.host, request),
    };
    const found = rememberPart(
      memo,
      'results',
      key,
      () => search(seen),
      (whole) => (isFinal(whole) ? whole : null),
    );
    return found.kind === 'kept' ? found.part : found.whole;
  });
}

/** False for what another run could find more of: a search that was ended. */
function isFinal({ result: { answers, verdict } }: FoundFix): boolean {
  return verdict !== 'undecided' && answers.every(({ isPreliminary }) => !isPreliminary);
}

function search(options: FixOptions & Pick<SessionOptions, 'models'>): FoundFix {
  const { question, request } = options;
  const session = openSession(options);
  const tree = configure(session);
  const base = fixBase(session, tree);
  const insight = createInsight(session, tree.levels.at(-1));
  let findings: FixFindings;
  if (question.kind === 'values') findings = findValues({ ...options, base, insight, words: question.words });
  else if (question.kind === 'stops') findings = findStopFix({ ...options, base });
  else if (hasPackages(base.configuration)) {
    const words = question.paths.map((word) => `${packageSymbol(base.configuration, word)}=y`);
    findings = findValues({ ...options, base, insight, words });
  } else findings = findBuildFix({ ...options, ...question, base, insight });
  const { applied, ...found } = findings;
  const { model, state } = base.configuration;
  const words = wordNotes(request.variables, model, state.prefix);
  const result: FixResult = {
    schemaVersion: 1,
    tree: describeTree(session, tree.levels.at(-1)),
    toolchain: describeToolchain(session, tree.toolchain),
    config: tree.source,
    ...found,
    notes: [...words, ...found.notes],
    diagnostics: [...unansweredProbes({ ...tree, severity: 'warning' }), ...policyFindings(session.host)],
  };
  return { result, applied };
}
