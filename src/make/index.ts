/**
 * GNU make 4.2 to 4.4 in process. `evaluateMakefiles` reads makefiles as make does and keeps where every value, message
 * and rule comes from; `updateGoals` and `runMake` update goals in make's order. The engine itself starts no program and
 * writes no file: `$(shell)` goes to a `RunShell`, commands of recipes to an `UpdateDriver`.
 */
export type { MakeCode } from './codes.ts';
export type {
  EvaluateRequest,
  Evaluation,
  PatternRule,
  RecipeLine,
  TargetInfo,
  VariableHistory,
  VariableInfo,
  VariableStep,
} from './contract.ts';
export { evaluateMakefiles } from './evaluation.ts';
export { SharedReading } from './sharing/shared-reading.ts';
export type {
  Condition,
  Definition,
  EventFacts,
  ExpandedWord,
  FileWrite,
  Flavor,
  MakeEvent,
  MissingInclude,
  Need,
  Origin,
  PathFrame,
  Prerequisite,
  Recipe,
  Reference,
} from './state/records.ts';
export type { AssignmentOperator } from './syntax/ast.ts';
export { type MakeVersion, type ParsedMakeVersion, parseMakeVersion } from './syntax/dialect.ts';
export type { MakefileScan, ScannedCall, ScannedGuard, ScannedStatement, ScannedSymbol } from './syntax/scan.ts';
export { scanMakefile } from './syntax/scan.ts';
export { chainOf as definitionsUpTo } from './state/variables.ts';
export { splitComparison } from './syntax/statement.ts';
export { directWords, programNotFound } from './syntax/direct-command.ts';
export type {
  CommandOutcome,
  PendingFile,
  RecipeCommand,
  UpdateDriver,
  UpdateOptions,
  UpdateResult,
} from './update/driver.ts';
export { updateGoals } from './update/goals.ts';
export { missingIncludeEvents, openRecipes } from './update/recipes.ts';
export { type MakeRunRequest, type MakeRunResult, optionsOf, runMake, updateAfterReading } from './update/run-make.ts';
