/** Where a `.config` came from: the compiler it was written with, and what the one at hand makes of it. */

import type { ByteString } from '../../core/bytes.ts';
import { cause, type Cause, diagnostic } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { lineValue } from '../../explain/difference.ts';
import { asksIdentity, IdentitySymbols } from '../../explain/identity-question.ts';
import { explainSymbol } from '../../explain/symbol.ts';
import type { Host } from '../../host/host.ts';
import { hasPrompt, type KconfigSymbol } from '../../kconfig/index.ts';
import { describeTree, type Session } from '../../kernel/index.ts';
import { callsBehind } from '../compare/compared-variables.ts';
import { type Changed, changedSymbols, differsInHidden, ProbeOrigins } from './changed-symbols.ts';
import { type OtherCompilerOptions, waysBack, withoutName } from './written-with.ts';

/** Symbols that are explained; the rest is counted. */
const maxListed = 20;

function listChanges(changes: readonly Changed[], { configuration, insight }: OtherCompilerOptions): Cause[] {
  const seen = new Set<KconfigSymbol>();
  const causes = changes.slice(0, maxListed).map(({ symbol, from, to }): Cause => {
    const shown = (value: string): string => (value === '' ? 'unset' : value);
    const { causes: reasons } = explainSymbol(configuration, symbol, seen, insight);
    return {
      kind: 'symbol',
      message: `${symbol.name}: ${shown(from)} in the file, ${shown(to)} now`,
      location: configuration.userValue(symbol)?.location ?? symbol.entries[0]?.location ?? null,
      symbol: symbol.name,
      value: to,
      causes: reasons,
    };
  });
  const more = changes.length - causes.length;
  if (more > 0) causes.push(cause('note', `${more} more symbols change`));
  return causes;
}

/**
 * One diagnostic where the file was written with another compiler than the one at hand, with what changes and is
 * not reported as a value that was asked for and lost; none where the words are the same.
 */
export function otherCompiler(options: OtherCompilerOptions): Diagnostic[] {
  const { configuration, levels, tree } = options;
  if (tree.source.source !== 'file') return [];
  const hidden = differsInHidden(configuration);
  if (hidden.length === 0) return [];
  const isIdentityVariable = (name: string): boolean =>
    levels.some(({ evaluation }) => callsBehind(evaluation, name).some(asksIdentity));
  const identities = new IdentitySymbols([configuration], isIdentityVariable);
  const versions = hidden.filter((symbol) => identities.has(symbol.name));
  // The words themselves say more than a number.
  const main = versions.find((symbol) => symbol.type === 'string') ?? versions[0];
  if (main === undefined) return [];
  const given = configuration.userValue(main);
  const words = { file: given?.text ?? '', now: lineValue(configuration, main) };
  const changed = changedSymbols(configuration);
  const origins = new ProbeOrigins(configuration, changed, identities);
  const changes = [...changed.values()].filter(
    ({ symbol }) =>
      !identities.has(symbol.name) &&
      // A value that a prompt asks for and does not get has a diagnostic of its own.
      !(hasPrompt(symbol) && configuration.userValue(symbol)?.location != null) &&
      origins.has(symbol.name),
  );
  // What a probe decides is explained before what follows from it.
  changes.sort((one, other) => Number(origins.isRoot(other)) - Number(origins.isRoot(one)));
  const isRenamed =
    versions.length === 1 && main.type === 'string' && withoutName(words.file) === withoutName(words.now);
  if (isRenamed && changes.length === 0) return [];
  const isCompiler = main.type !== 'string' || /gcc|clang|\bcc\b/i.test(words.file);
  const tool = isCompiler ? 'compiler' : 'tool';
  const subject = main.type === 'string' ? '' : `${configuration.state.prefix}${main.name} `;
  const count = `${changes.length} symbol${changes.length === 1 ? ' changes' : 's change'} with it`;
  const others: Cause[] = versions
    .filter((symbol) => symbol !== main)
    .map((symbol) => {
      const { location, text = '' } = configuration.userValue(symbol) ?? {};
      const message = `${configuration.state.prefix}${symbol.name}: ${text} in the file, ${lineValue(configuration, symbol)} now`;
      return cause('note', message, location);
    });
  const isWhole = options.isWhole !== false;
  return [
    diagnostic({
      code: 'kernel/other-compiler',
      severity: changes.length > 0 ? 'warning' : 'info',
      message: `written with another ${tool}: ${subject}${quoted(words.file)}, at hand is ${quoted(words.now)}; ${changes.length === 0 ? 'nothing else changes' : count}`,
      args: { tool, symbol: main.name, file: words.file, now: words.now, changes: changes.length },
      location: given?.location ?? null,
      causes: isWhole ? [...listChanges(changes, options), ...others] : [],
      notes: isWhole ? notesOf(options) : ['kgate check reports the symbols that change with it'],
      fixes: isWhole && isCompiler && changes.length > 0 ? waysBack(options, main, words.file, changes) : [],
    }),
  ];
}

function quoted(words: string): string {
  return words === '' ? 'none' : `"${words}"`;
}

function notesOf({ host, levels, tree }: OtherCompilerOptions): string[] {
  const notes = ["run 'kgate config olddefconfig' to update the .config for this compiler; make does so by itself"];
  const { session, source } = tree;
  const { version } = describeTree(session, levels.at(-1));
  const named = source.file === null ? undefined : readHead(host, source.file, session);
  if (named !== undefined && version !== null && named !== version) {
    notes.unshift(
      `the file is of ${named}, the tree is ${version}: a symbol that is new in the tree looks like one that changed`,
    );
  }
  return notes;
}

/** The version in the head that conf writes: `# Linux/arm64 6.12.1 Kernel Configuration`. */
function readHead(host: Host, file: ByteString, { request }: Session): string | undefined {
  const path = request.configFile?.path ?? (file.startsWith('/') ? file : `${request.treeDirectory}/${file}`);
  return /^# \S+ (\d[\w.+-]*) .*Configuration$/m.exec(host.readFile(path)?.slice(0, 400) ?? '')?.[1];
}
