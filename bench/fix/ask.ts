/** One tree and goal: every question answered, every answer given to the real conf. */
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { writeConfig } from '../../src/kconfig/index.ts';
import { configure, openSession } from '../../src/kernel/index.ts';
import { Judge } from '../../src/api/fix/answers.ts';
import { type Asked, askedValues } from '../../src/api/fix/asked.ts';
import { changedConfiguration, type FixBase, fixBase } from '../../src/api/fix/base.ts';
import { valuesProblem } from '../../src/api/fix/values.ts';
import { changedText } from '../../src/solve/changed-text.ts';
import { type Candidate, Search } from '../../src/solve/search.ts';
import type { Question } from './questions.ts';
import { makeEnvironment, type RealConf } from './real-conf.ts';
import type { BenchTree } from './trees.ts';

/** The result of a question. */
export interface Outcome {
  readonly kind: Question['kind'];
  readonly words: readonly string[];
  readonly verdict: 'fixed' | 'impossible' | 'undecided';
  /** Candidates that hold, and that the evaluation refused. */
  readonly holding: number;
  readonly refused: number;
  readonly cost: number;
  readonly changes: number;
  readonly effects: number;
  /** Encoding and solving; the whole with evaluation; seconds of this process's processor time. */
  readonly searchSeconds: number;
  readonly wholeSeconds: number;
  /** What the real conf makes of it: null where there is no answer. */
  readonly conf: null | 'same' | 'holds' | 'lost';
  /** The first line in which conf's file is another one. */
  readonly difference: string;
  /** The text that conf is given, where its file is another one. */
  readonly text: string;
}

/** Seconds after which a search is stopped. */
const limit = 30;

/** A tree at one configuration. */
export class BenchBase {
  readonly base: FixBase;

  constructor({ directory, words }: BenchTree, goal: string, objects: string) {
    const host = createNodeHost({ cwd: directory, env: makeEnvironment() });
    const request = {
      treeName: directory,
      objectDirectory: objects,
      variables: words,
      configFile: null,
      defconfig: goal,
      dialect: null,
      topFile: null,
    };
    const session = openSession({ host, profile: null, request });
    this.base = fixBase(session, configure(session));
  }

  /** Answers a question as `kgate fix` does, without words and proofs. */
  async ask({ kind, words }: Question, conf: RealConf): Promise<Outcome> {
    const { base } = this;
    const begin = processorSeconds();
    const asked = askedValues(base.configuration, words);
    const { costs, holds, problem } = valuesProblem(base, asked);
    const search = new Search(problem, () => processorSeconds() - begin > limit);
    const judge = new Judge({ base, costs, holds, max: 3 });
    let evaluating = 0;
    const end = search.run((candidate) => {
      const from = processorSeconds();
      const judgement = judge.judge(candidate);
      evaluating += processorSeconds() - from;
      return judgement;
    });
    const searchSeconds = processorSeconds() - begin - evaluating;
    const [best] = judge.best();
    const wholeSeconds = processorSeconds() - begin;
    const verdict = best !== undefined ? 'fixed' : end.status === 'impossible' ? 'impossible' : 'undecided';
    const result = { kind, words, verdict, refused: judge.refused, searchSeconds, wholeSeconds } as const;
    const none = { holding: 0, cost: 0, changes: 0, effects: 0, conf: null, difference: '', text: '' } as const;
    if (best === undefined) return { ...result, ...none };
    const { candidate, applied } = best;
    return {
      ...result,
      holding: judge.holding.length,
      cost: candidate.cost,
      changes: applied.changes.length - candidate.requested.size,
      effects: applied.effects.length,
      ...(await this.confirm(candidate, asked, conf)),
    };
  }

  /** Whether conf, given the changed text, writes the same file as kgate, or at least one with the values. */
  private async confirm(
    { values }: Candidate,
    asked: readonly Asked[],
    conf: RealConf,
  ): Promise<Pick<Outcome, 'conf' | 'difference' | 'text'>> {
    const { base } = this;
    const { prefix } = base.configuration.state;
    const text = changedText(base.text, base.configuration.state, values);
    const own = linesOf(writeConfig(changedConfiguration(base, values)));
    const real = linesOf(await conf.olddefconfig(text));
    const at = real.findIndex((line, index) => line !== own[index]);
    if (at < 0 && own.length === real.length) return { conf: 'same', difference: '', text: '' };
    const has = new Set(real);
    const isThere = asked.every(({ symbol: { name }, wanted }) =>
      wanted === 'n'
        ? !has.has(`${prefix}${name}=y`) && !has.has(`${prefix}${name}=m`)
        : has.has(`${prefix}${name}=${wanted}`),
    );
    return { conf: isThere ? 'holds' : 'lost', difference: `conf: ${real[at]}, kgate: ${own[at]}`, text };
  }
}

/** Lines without the time that some confs write. */
function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => !/^# (?:Busybox version|\w{3} \w{3} [ \d]\d \d\d:)/.test(line));
}

function processorSeconds(): number {
  return process.cpuUsage().user / 1e6;
}
