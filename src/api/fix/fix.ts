import type { Cache } from '../../cache/cache.ts';
import { withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import {
  type BuildRequest,
  configure,
  createInsight,
  describeToolchain,
  describeTree,
  openSession,
} from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { FixResult } from '../../results/fix.ts';
import { policyFindings } from '../policy-findings.ts';
import { unansweredProbes } from '../probe-diagnostics.ts';
import { fixBase } from './base.ts';
import { findValues } from './values.ts';
import { wordNotes } from './word-notes.ts';

/** What {@link findFix} needs. */
export interface FixOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  readonly otherProfiles?: () => readonly CompilerProfile[];
  /** What is asked for: values of symbols, a build that does not stop, files that are built. */
  readonly question: FixQuestion;
  /** Symbols whose values stay. */
  readonly keep?: readonly ByteString[];
  /** Symbols and choices that may change although they say what the machine is. */
  readonly allow?: readonly ByteString[];
  /** Answers at most; 3 when absent. */
  readonly max?: number;
  /** True once the user wants the best answer so far. */
  readonly isStopped?: () => boolean;
  readonly cache?: Cache | null;
}

/** The three questions of `kgate fix`: words `SYMBOL=VALUE`, or `SYMBOL` for y; no stop; files, modules, directories that are built. */
export type FixQuestion =
  | { readonly kind: 'values'; readonly words: readonly ByteString[] }
  | { readonly kind: 'stops' }
  | { readonly kind: 'build'; readonly paths: readonly ByteString[]; readonly builtin: boolean };

/** A configuration file with an answer applied. */
export interface AppliedFix {
  /** The whole `.config` as olddefconfig leaves it. */
  readonly text: ByteString;
  /** Where it belongs. */
  readonly path: ByteString;
}

/** A result, and the configuration with its first answer; null where there is none that holds here and now. */
export interface FoundFix {
  readonly result: FixResult;
  readonly applied: AppliedFix | null;
}

/** What the searches of all questions find. */
export type FixFindings = Pick<FixResult, 'requests' | 'verdict' | 'answers' | 'proof'> & Pick<FoundFix, 'applied'>;

/**
 * The smallest changes that satisfy a question, or the proof that there are none, and the best one applied. The SAT solver has
 * to be loaded (`loadSatSolver`). Throws UsageError `kernel/unknown-symbol`, `kernel/bad-value`, and `kernel/config-failed`
 * where conf or make stops before there is a configuration.
 */
export function findFix(options: FixOptions): FoundFix {
  return withMemo(options, (memo) => {
    const { question } = options;
    const session = openSession({ ...options, host: memo.host });
    const tree = configure(session);
    const base = fixBase(session, tree);
    const insight = createInsight(session, tree.levels.at(-1));
    let findings: FixFindings;
    if (question.kind === 'values') findings = findValues({ ...options, base, insight, words: question.words });
    else throw new UsageError('usage/not-yet', `${question.kind}: not there yet`);
    const { applied, ...found } = findings;
    const result: FixResult = {
      schemaVersion: 1,
      tree: describeTree(session, tree.levels.at(-1)),
      toolchain: describeToolchain(session, tree.toolchain),
      config: tree.source,
      ...found,
      notes: wordNotes(options.request.variables, base.configuration.model, base.configuration.state.prefix),
      diagnostics: [...unansweredProbes({ ...tree, severity: 'warning' }), ...policyFindings(session.host)],
    };
    return { result, applied };
  });
}
