/** Kconfig engine: everything other folders use. */
export type { LineSource } from './conf/ask-input.ts';
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
} from './conf/conf-types.ts';
export type { NewQuestions } from './conf/config-audit.ts';
export { hasMoreToSay, newQuestions, questionsOfText, readLines } from './conf/config-audit.ts';
export { runConf } from './conf/run-conf.ts';
export type { DetectedDialect, DialectEvidence } from './dialect/detect-dialect.ts';
export { detectDialect } from './dialect/detect-dialect.ts';
export type { Dialect } from './dialect/dialect.ts';
export { type DialectName, dialects } from './dialect/dialects.ts';
export type { FullParseOptions, ParseOptions } from './language/parse.ts';
export { parseKconfig } from './language/parse.ts';
export type { SourceCache } from './language/source-cache.ts';
export { createSourceCache } from './language/source-cache.ts';
export type { StaticFile, StaticSource } from './language/static-parse.ts';
export { parseKconfigFile } from './language/static-parse.ts';
export { decodeFlatModel, encodeFlatModel } from './model/codec/flat-codec.ts';
export type { FlatModel } from './model/flat-model.ts';
export {
  entryCode,
  exprCode,
  isLogicalType,
  propertyCode,
  symbolFlag,
  symbolKindCode,
  typeCode,
} from './model/flat-model.ts';
export { flattenModel } from './model/flatten.ts';
export { decodeModel } from './model/codec/decode-model.ts';
export { type EncodedModel, encodeModel } from './model/codec/encode-model.ts';
export type * from './model/model.ts';
export { inverse as inverseRelation } from './model/simplify.ts';
export { printExpression } from './model/print-expression.ts';
export {
  childrenOf,
  clausesOf,
  dependents,
  hasPrompt,
  isLogical,
  isPrompt,
  nearestNames,
  promptsOf,
  suggestNames,
  symbolsIn,
  visibleClausesOf,
} from './model/query.ts';
export type { Reference, ReferenceRole } from './model/references.ts';
export { referencesTo } from './model/references.ts';
export { symbolsInCircles } from './values/dependency-graph.ts';
export type { ConfigurationOptions } from './values/configuration.ts';
export { createConfiguration } from './values/configuration.ts';
export type { ConfigState } from './values/config-state.ts';
export type * from './values/configuration-types.ts';
export type { ReadLine } from './values/dotconfig.ts';
export type { ConfigSource, EvaluateOptions } from './values/evaluate.ts';
export { evaluate } from './values/evaluate.ts';
export { isValidText, readNumber } from './values/number.ts';
export { nameNotSet } from './values/config-lines.ts';
export { createRandom } from './values/random.ts';
export { type Bound, clampText } from './values/range.ts';
export { orderHolds, relationHolds } from './values/relation.ts';
export { isWritten, valueOf } from './values/symbol-values.ts';
export { userText } from './values/user-values.ts';
export {
  writeAutoConf,
  busyboxHeader,
  writeAutoHeader,
  writeConfig,
  writeDefconfig,
  writeRustcCfg,
} from './write/write.ts';
export { lineWith } from './write/write-lines.ts';
export { autoConfText, autoHeaderText, countWritten } from './write/write-auto.ts';
export { type LibraryScript, type LibraryRun, runLibrary } from './kconfiglib/run-library.ts';
export { followersOf } from './kconfiglib/followers.ts';
export { type MergeFinding, mergeVariant, runMerge } from './kconfiglib/merge-script.ts';
export type { PythonFunction, PythonFunctions } from './kconfiglib/session.ts';
export type { Place as LibraryPlace } from './kconfiglib/types.ts';
export { libraryVariant } from './kconfiglib/variant.ts';
export { headerText } from './kconfiglib/write.ts';
