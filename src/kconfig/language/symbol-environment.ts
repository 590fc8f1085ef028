import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { BuildSymbol } from '../model/build-types.ts';
import { symbolFlag } from '../model/flat-model.ts';
import type { TreeBuilder } from '../model/tree-builder.ts';
import type { Reporter } from '../report.ts';
import { trimEnd } from '../../core/trim.ts';

/** The source of the values of predefined symbols. */
export interface SymbolEnvironment {
  readonly env: Readonly<Record<string, ByteString>>;
  readonly cwd: string;
  readonly runShell: RunShell;
}

/**
 * Makes the symbols that exist before the first file is read: strings that are never written.
 * Source: docs/kconfig-semantics.md §3.7.
 */
export function addPredefined(builder: TreeBuilder, dialect: Dialect, environment: SymbolEnvironment): void {
  for (const name of dialect.reading.environmentSymbols) {
    const value = Object.hasOwn(environment.env, name) ? environment.env[name] : undefined;
    predefine(builder, name, value);
  }
  if (!dialect.reading.unameSymbol) return;
  const { env, cwd, runShell } = environment;
  const answer = runShell({ command: 'uname -r', cwd, env });
  predefine(builder, 'UNAME_RELEASE', trimEnd(answer.stdout, '\n'));
}

function predefine(builder: TreeBuilder, name: ByteString, value: ByteString | undefined): void {
  const symbol = builder.symbols.identifier(name);
  symbol.type = 'string';
  symbol.flags |= symbolFlag.internal;
  if (value !== undefined) builder.addFixedDefault(symbol, value);
}

/** Variables that symbols were set from, by symbol. */
const variables = new WeakMap<BuildSymbol, ByteString>();

/** `option env="NAME"`: the symbol gets the variable's value and is never written. */
export function setFromEnvironment(
  builder: TreeBuilder,
  symbol: BuildSymbol,
  name: ByteString,
  env: Readonly<Record<string, ByteString>>,
  reporter: Reporter,
): void {
  const at = builder.current.location;
  const prefix = `${at.file}:${at.line}:warning: `;
  symbol.flags |= symbolFlag.internal;
  const known = variables.get(symbol);
  if (known !== undefined) {
    if (known === name) return;
    const message = `${prefix}redefining environment symbol from ${known}`;
    reporter.report('kconfig/environment-redefined', 'warning', message, at, { variable: name, first: known });
  }
  variables.set(symbol, name);
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) {
    const message = `${prefix}environment variable ${name} undefined`;
    reporter.report('kconfig/environment-undefined', 'warning', message, at, { variable: name });
  } else builder.addFixedDefault(symbol, value);
}

/**
 * Replaces `$NAME` by the value symbol NAME has so far, nothing when there is none. While the tree is
 * being read that is the value of `option env`, else that of its first default without condition
 * that is a constant. `onSymbol` is called for each. Source: docs/kconfig-semantics.md §1.6.
 */
export function expandSymbols(
  text: ByteString,
  builder: TreeBuilder,
  onSymbol: (symbol: BuildSymbol) => void,
): ByteString {
  if (!text.includes('$')) return text;
  builder.seal();
  return text.replaceAll(/\$([A-Za-z0-9_]*)/g, (_, name: string) => {
    const symbol = builder.symbols.known(name);
    if (symbol === undefined) return '';
    onSymbol(symbol);
    return earlyValue(symbol);
  });
}

function earlyValue(symbol: BuildSymbol): ByteString {
  if (symbol.kind === 'constant') return symbol.name;
  for (const property of symbol.properties) {
    if (property.kind !== 'default' || property.condition !== null) continue;
    const { value } = property;
    if (value?.kind === 'symbol' && value.symbol.entries.length === 0) return value.symbol.name;
  }
  return symbol.type === 'bool' || symbol.type === 'tristate' ? 'n' : '';
}
