/** What changes start from: the user's values, as conf would read them, and the text they are in. */
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath } from '../../host/paths.ts';
import { type Configuration, type KconfigSymbol, writeConfig } from '../../kconfig/index.ts';
import { type ConfiguredTree, configurationOf, type Session } from '../../kernel/index.ts';
import { askedLines } from '../lines/asked-lines.ts';
import { asRead } from '../../solve/as-read.ts';
import { changedText } from '../../solve/changed-text.ts';

/** A configuration that changes are tried on. */
export interface FixBase {
  readonly session: Session;
  readonly tree: ConfiguredTree;
  /** With the user values of `text`, and the values that follow. */
  readonly configuration: Configuration;
  /** The same with user values that conf drops while nothing shows their symbols; changes are tried on it. */
  readonly asRead: Configuration;
  /** The `.config` that conf reads: that of the user, with fragments merged; what a configuration goal writes. */
  readonly text: ByteString;
  /** Where the configuration of the object directory is. */
  readonly path: ByteString;
  /** True for a symbol with a line of the user's own: in a fragment or a defconfig, or away from its default. */
  readonly isWritten: (symbol: KconfigSymbol) => boolean;
}

/** Throws UsageError `kernel/config-failed` where conf or make stops before there is a configuration. */
export function fixBase(session: Session, tree: ConfiguredTree): FixBase {
  const resolved = configurationOf(tree);
  const text = tree.merged?.text ?? wholeText(tree) ?? writeConfig(resolved);
  const configuration = readFresh(resolved, text, session.configName);
  const path = absolutePath(session.request.objectTree, session.configName);
  const own = ownLines(tree, configuration);
  const isWritten = (symbol: KconfigSymbol): boolean => {
    if (own.has(symbol)) return true;
    const user = configuration.userValue(symbol);
    return user !== null && user.text !== configuration.defaultText(symbol);
  };
  return { session, tree, configuration, asRead: asRead(configuration), text, path, isWritten };
}

/** The `.config` of the user; undefined where the configuration is that of a goal. */
function wholeText({ asked, source }: ConfiguredTree): ByteString | undefined {
  return source.source === 'file' ? asked.find(({ kind }) => kind === 'base')?.text : undefined;
}

/** Symbols with a line in a file that is not a whole `.config`: each of these lines was written for its own sake. */
function ownLines({ asked }: ConfiguredTree, configuration: Configuration): ReadonlySet<KconfigSymbol> {
  const files = asked.filter(({ isWhole, kind }) => !isWhole && kind !== 'tree');
  return new Set(askedLines(configuration, files).given.keys());
}

/** The values of a text, as a run of olddefconfig computes them. */
export function readFresh(configuration: Configuration, text: ByteString, name: ByteString): Configuration {
  const copy = configuration.empty();
  copy.readConfig(text, name);
  copy.evaluateAll();
  return copy;
}

/** The same with a change: what conf makes of the changed text. */
export function changedConfiguration(
  { configuration, session, text }: FixBase,
  values: ReadonlyMap<number, ByteString>,
): Configuration {
  return readFresh(configuration, changedText(text, configuration.state, values), session.configName);
}
