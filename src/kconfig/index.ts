/** Kconfig engine: everything other folders use. */
export type { KconfigCode } from './codes.ts';
export { createConfiguration } from './configuration.ts';
export type { ConfigurationOptions } from './configuration.ts';
export type { ActiveSelect, Configuration, Origin, SymbolFacts, UserValue } from './configuration-types.ts';
export { defaultDialect, dialects } from './dialect.ts';
export type { Dialect, DialectName } from './dialect.ts';
export type * from './model.ts';
export { parseKconfig } from './parse.ts';
export type { ParseOptions } from './parse.ts';
export { printExpression } from './print-expression.ts';
export { childrenOf, clausesOf, dependents, suggestNames, symbolsIn, visibleClausesOf } from './query.ts';
export type { Dependent } from './query.ts';
export { runConf } from './run-conf.ts';
export type { ConfMode, ConfRequest, ConfRun, WrittenFile } from './run-conf.ts';
export { parseKconfigFile } from './static-parse.ts';
export type { StaticAssignment, StaticFile, StaticSource } from './static-parse.ts';
export { writeAutoConf, writeAutoHeader, writeConfig, writeDefconfig, writeRustcCfg } from './write.ts';
