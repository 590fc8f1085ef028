/**
 * Probes that a record or a policy leaves without an answer, tried with every answer: where all of them lead to the
 * same outcome, what is not known does not matter.
 */
import type { Host } from '../../host/host.ts';
import type { CompilerProfile, DecideUnknown } from '../../probe/index.ts';

/** Most combinations of answers that are tried. */
const maxRuns = 8;

/** What {@link tryEveryAnswer} needs. */
export interface EveryAnswerOptions {
  readonly host: Host;
  readonly profile: CompilerProfile | null;
  /**
   * What one set of answers leads to, as a text to compare; null where it is not to be compared. The profile it is
   * given decides what is unknown, or the policy log of the host.
   */
  readonly outcome: (profile: CompilerProfile | null) => string | null;
}

/** One outcome, with the answers that `decide` gives; null where no policy or record takes any. */
function outcomeWith({ host, profile, outcome }: EveryAnswerOptions, decide: DecideUnknown): string | null {
  if (profile !== null) return outcome({ ...profile, decideUnknown: decide });
  const { policyLog } = host;
  if (policyLog === null) return null;
  policyLog.decideUnknown = decide;
  policyLog.decideContained = decide;
  try {
    return outcome(null);
  } finally {
    policyLog.decideUnknown = null;
    policyLog.decideContained = null;
  }
}

/** True when `--unknown-probe` decides already, and where every probe has an answer. */
function isDecided({ host, profile }: EveryAnswerOptions): boolean {
  if (profile !== null) return profile.decideUnknown !== undefined;
  return host.policyLog === null || host.policyLog.decideUnknown !== null;
}

/**
 * The number of combinations that were tried when all of them lead to the same outcome; null when they do not, when
 * there are too many, or when some probe wants more than a yes or a no.
 */
export function tryEveryAnswer(options: EveryAnswerOptions): number | null {
  if (isDecided(options)) return null;
  const waiting: (readonly (0 | 1)[])[] = [[]];
  let first: string | null = null;
  let runs = 0;
  for (let given = waiting.pop(); given !== undefined; given = waiting.pop()) {
    if (runs === maxRuns) return null;
    const prefix = given;
    const answers = new Map<string, 0 | 1>();
    const outcome = outcomeWith(options, (argv) => {
      const key = JSON.stringify(argv);
      const status = answers.get(key) ?? prefix[answers.size] ?? 0;
      answers.set(key, status);
      return status;
    });
    runs += 1;
    if (outcome === null || outcome !== (first ??= outcome)) return null;
    // Questions beyond those that were decided ahead were answered with 0; each has another answer.
    for (let at = prefix.length; at < answers.size; at++) {
      waiting.push([...[...answers.values()].slice(0, at), 1]);
    }
    if (waiting.length + runs > maxRuns) return null;
  }
  return runs;
}
