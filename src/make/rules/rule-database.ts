/** The empty rule database of an evaluation. */
import type { ByteString } from '../../core/bytes.ts';
import type { PatternRecord, PatternVariable, RuleDatabase, TargetRecord } from './rules.ts';

/** An empty database. */
export function newRuleDatabase(): RuleDatabase {
  return new Rules();
}

/** A database whose pattern rules may wait until somebody asks for one. */
class Rules implements RuleDatabase {
  readonly targets = new Map<ByteString, TargetRecord>();
  readonly patternKeys = new Map<ByteString, PatternRecord>();
  readonly patternVariables: PatternVariable[] = [];
  readonly vpaths: RuleDatabase['vpaths'] = [];
  waiting: (() => void)[] | null = null;
  private readonly entered: PatternRecord[] = [];

  get patterns(): PatternRecord[] {
    const { waiting } = this;
    this.waiting = null;
    for (const enter of waiting ?? []) enter();
    return this.entered;
  }
}
