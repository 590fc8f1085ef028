/**
 * Probes that a record has no answer to, tried with every answer: where all of them lead to the same
 * configuration and the same stops, what is not known does not matter.
 */
import { buildTexts } from '../kernel/quiet-config.ts';
import { openSession } from '../kernel/index.ts';
import type { CompilerProfile, DecideUnknown } from '../probe/index.ts';
import type { CheckOptions } from './check.ts';

/** Most combinations of answers that are tried. */
const maxRuns = 8;

/** What one set of answers leads to, as a text to compare; null where make or conf stops before there is one. */
function outcomeOf(options: CheckOptions, profile: CompilerProfile, decideUnknown: DecideUnknown): string | null {
  const session = openSession({ host: options.host, request: options.request, profile: { ...profile, decideUnknown } });
  const resolved = session.resolveConfig();
  if (resolved.configuration === null) return null;
  const events = [...resolved.events, ...session.readBuild(resolved.configuration)];
  const { config } = buildTexts(resolved.configuration);
  // An answer that is more than yes or no was not to be had.
  if (session.unknownProbes.length > 0) return null;
  return JSON.stringify([config, events.map((event) => event.line)]);
}

/**
 * The number of combinations that were tried when all of them lead to the same configuration and the same words of
 * make; null when they do not, when there are too many, or when some probe wants more than a yes or a no.
 */
export function tryEveryAnswer(options: CheckOptions): number | null {
  const { profile } = options;
  if (profile === null || profile.decideUnknown !== undefined) return null;
  const waiting: (readonly (0 | 1)[])[] = [[]];
  let first: string | null = null;
  let runs = 0;
  for (let given = waiting.pop(); given !== undefined; given = waiting.pop()) {
    if (runs === maxRuns) return null;
    const prefix = given;
    const answers = new Map<string, 0 | 1>();
    const outcome = outcomeOf(options, profile, (argv) => {
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
