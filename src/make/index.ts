/**
 * GNU make 4.3, reading phase, in process: `evaluateMakefiles` reads makefiles as make does and
 * keeps where every value, message and rule came from. Nothing is ever built.
 */
export type { MakeCode } from './codes.ts';
export { evaluateMakefiles } from './evaluation.ts';
export { SharedReading } from './sharing/shared-reading.ts';
export type {
  AssignmentOperator,
  Condition,
  Definition,
  EvaluateRequest,
  Evaluation,
  FileWrite,
  Flavor,
  MakeEvent,
  MissingInclude,
  Origin,
  PathFrame,
  PatternRule,
  Prerequisite,
  Recipe,
  RecipeLine,
  Reference,
  RuleMatch,
  TargetInfo,
  TargetVariable,
  VariableHistory,
  VariableInfo,
  VariableStep,
} from './state/types.ts';
export { type MakeVersion, type ParsedMakeVersion, parseMakeVersion } from './syntax/dialect.ts';
export type { MakefileScan, ScannedCall, ScannedGuard, ScannedStatement, ScannedSymbol } from './syntax/scan.ts';
export { scanMakefile } from './syntax/scan.ts';
export { splitComparison } from './syntax/statement.ts';
export { updateAfterReading } from './update/after-reading.ts';
export type { CommandOutcome, RecipeCommand, UpdateDriver, UpdateOptions, UpdateResult } from './update/driver.ts';
export { updateGoals } from './update/goals.ts';
export { type MakeRunRequest, type MakeRunResult, optionsOf, runMake } from './update/run-make.ts';
