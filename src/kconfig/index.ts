/** Kconfig engine: everything other folders use. */
export type { KconfigCode } from './codes.ts';
export { createConfiguration } from './configuration.ts';
export type { ConfigurationOptions } from './configuration.ts';
export type * from './configuration-types.ts';
export { evaluate } from './evaluate.ts';
export type { ConfigSource, EvaluateOptions } from './evaluate.ts';
export { createEvaluation } from './evaluation.ts';
export type { Evaluation, EvaluationOptions, RandomOdds } from './evaluation-types.ts';
export { decodeFlatModel, encodeFlatModel } from './flat-codec.ts';
export { flattenModel } from './flatten.ts';
export { entryCode, exprCode, propertyCode, symbolFlag, symbolKindCode, typeCode } from './flat-model.ts';
export type { FlatChoice, FlatModel } from './flat-model.ts';
export { createRandom, defaultOdds, oddsError, parseOdds, parseSeed } from './random.ts';
export { detectDialect } from './detect-dialect.ts';
export type { DetectedDialect, DialectEvidence } from './detect-dialect.ts';
export { defaultDialect, dialects } from './dialect.ts';
export type { Dialect, DialectName } from './dialect.ts';
export type * from './model.ts';
export { parseKconfig } from './parse.ts';
export type { FullParseOptions, ParseOptions } from './parse.ts';
export { printExpression } from './print-expression.ts';
export { childrenOf, clausesOf, dependents, nearestNames, suggestNames, symbolsIn, visibleClausesOf } from './query.ts';
export type { Dependent } from './query.ts';
export { referencesTo } from './references.ts';
export type { Reference, ReferenceRole } from './references.ts';
export { createSourceCache } from './source-cache.ts';
export type { SourceCache } from './source-cache.ts';
export type { LineSource } from './ask-input.ts';
export type {
  BackupOperation,
  ConfMode,
  ConfRequest,
  ConfRun,
  FileOperation,
  ReadTree,
  TouchOperation,
  WriteOperation,
  WrittenFile,
} from './conf-types.ts';
export { hasMode, runConf } from './run-conf.ts';
export { parseKconfigFile } from './static-parse.ts';
export type { StaticAssignment, StaticFile, StaticSource } from './static-parse.ts';
export { writeAutoConf, writeAutoHeader, writeConfig, writeDefconfig, writeRustcCfg } from './write.ts';
export { autoConfText, autoHeaderText, countWritten } from './write-auto.ts';
