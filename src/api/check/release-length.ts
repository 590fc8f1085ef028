/** A release that is too long: what it consists of, and shorter values that were tried. */

import type { ByteString } from '../../core/bytes.ts';
import { type Cause, cause, type Fix } from '../../core/diagnostic.ts';
import { explainSymbol } from '../../explain/symbol.ts';
import { createOverlayHost } from '../../host/layers/overlay-host.ts';
import { baseName } from '../../host/paths.ts';
import type { KconfigSymbol } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { readWithout, type TreeFindings } from './findings.ts';
import { makeCommand } from '../../kernel/levels/make-command.ts';
import { trimEnd } from '../../core/trim.ts';

/** Most characters of a release. Source: Linux top Makefile, `uts_len`. */
const maxLength = 64;

/** Words of make that a release may come from, in its order. */
const variables = ['KERNELRELEASE', 'KERNELVERSION', 'EXTRAVERSION', 'LOCALVERSION'];

/** A piece of the release. */
type Piece =
  | { readonly kind: 'word'; readonly name: string; readonly value: ByteString; readonly origin: string }
  | { readonly kind: 'file'; readonly path: string; readonly value: ByteString; readonly text: ByteString }
  | { readonly kind: 'symbol'; readonly symbol: KconfigSymbol; readonly value: ByteString };

/** What is to be said of the length of a release. */
export interface ReleaseLength {
  readonly causes: readonly Cause[];
  /** Symbols whose value is a piece of it. */
  readonly symbols: readonly KconfigSymbol[];
}

/** True for the stop of a release that is too long. */
function isTooLong(event: MakeEvent): boolean {
  return (
    event.code === 'make/recipe-failed' &&
    event.args.status === 1 &&
    baseName(event.args.target ?? '') === 'utsrelease.h'
  );
}

/** What the release consists of; null for another event. */
export function explainRelease(event: MakeEvent, findings: TreeFindings): ReleaseLength | null {
  if (!isTooLong(event)) return null;
  const { configuration, insight, reading, tree } = findings;
  const pieces = piecesOf(findings);
  const causes = pieces.map((piece): Cause => {
    const length = `${piece.value.length} characters`;
    switch (piece.kind) {
      case 'word':
        return cause('variable', `${piece.name} = ${piece.value} (${piece.origin}): ${length}`);
      case 'file':
        return cause('note', `${baseName(piece.path)} adds ${piece.value}: ${length}`, { file: piece.path, line: 1 });
      case 'symbol':
        return explainSymbol(configuration, piece.symbol, new Set(), insight);
    }
  });
  const version = reading.working.evaluation.expand('$(KERNELVERSION)');
  const length = pieces.reduce((sum, { value }) => sum + value.length, version.length);
  const isOfRepository = tree.session.host.stat(`${tree.session.request.treeDirectory}/.git`) !== undefined;
  if (length <= maxLength && isOfRepository) {
    causes.push(
      cause('note', `scripts/setlocalversion adds the state of the git repository to these ${length} characters`),
    );
  }
  return { causes, symbols: pieces.flatMap((piece) => (piece.kind === 'symbol' ? [piece.symbol] : [])) };
}

/** Shorter words and files under which the stop is gone; none for another event. */
export function releaseFixes(event: MakeEvent, findings: TreeFindings): Fix[] {
  if (!isTooLong(event)) return [];
  const pieces = piecesOf(findings);
  const version = findings.reading.working.evaluation.expand('$(KERNELVERSION)');
  const isWhole = pieces.some((piece) => piece.kind === 'word' && piece.name === 'KERNELRELEASE');
  const own = pieces.reduce((sum, { value }) => sum + value.length, isWhole ? 0 : version.length);
  const longest = pieces
    .filter(({ kind }) => kind !== 'symbol')
    .sort((one, other) => other.value.length - one.value.length)[0];
  if (longest === undefined) return [];
  const excess = Math.max(own - maxLength, 1);
  // What git adds is not known here.
  const lengths = [...new Set([longest.value.length - excess, 0])].filter((length) => length >= 0);
  for (const length of lengths) {
    const fix = shortened(event, findings, longest, longest.value.slice(0, length));
    if (fix !== null) return [fix];
  }
  return [];
}

function shortened(event: MakeEvent, findings: TreeFindings, piece: Piece, value: ByteString): Fix | null {
  const { host, request } = findings.options;
  const plain = { safety: 'manual', changes: [], verified: true, effects: [] } as const;
  if (piece.kind === 'word') {
    const words = [...request.variables.filter((word) => !word.startsWith(`${piece.name}=`)), `${piece.name}=${value}`];
    const changed = { ...request, variables: words };
    if (readWithout(event, findings, { request: changed }) === null) return null;
    const title = `give ${piece.name} a shorter value, of ${value.length} characters`;
    return { ...plain, title, kind: 'command', commands: [makeCommand(changed, request.goals ?? [])] };
  }
  if (piece.kind === 'symbol') return null;
  const changed = createOverlayHost(host, new Map([[piece.path, `${value}\n`]]));
  if (readWithout(event, findings, { host: changed }) === null) return null;
  const edits = [{ file: piece.path, start: 0, end: piece.text.length, text: `${value}\n` }];
  return { ...plain, title: `shorten ${piece.path} to ${value.length} characters`, kind: 'edit', edits };
}

/** The pieces that come from the user, the longest first. */
function piecesOf({ configuration, options, reading, tree }: TreeFindings): Piece[] {
  const { evaluation } = reading.working;
  const pieces: Piece[] = [];
  for (const name of variables) {
    const { origin } = evaluation.lookup(name);
    if (origin !== 'command line' && !origin.startsWith('environment')) continue;
    const value = evaluation.expand(`$(${name})`);
    if (value !== '') pieces.push({ kind: 'word', name, value, origin });
  }
  if (pieces.some((piece) => piece.kind === 'word' && piece.name === 'KERNELRELEASE')) return pieces;
  const { objectTree, treeDirectory } = tree.session.request;
  for (const directory of new Set([objectTree, treeDirectory])) {
    for (const name of options.host.readDirectory(directory) ?? []) {
      if (!name.startsWith('localversion') || name.includes('~')) continue;
      const path = `${directory}/${name}`;
      const text = options.host.stat(path)?.kind === 'file' ? (options.host.readFile(path) ?? '') : '';
      const value = trimEnd(text, '\n');
      if (value !== '') pieces.push({ kind: 'file', path, value, text });
    }
  }
  const symbol = configuration.model.symbols.get('LOCALVERSION');
  const value = symbol === undefined || !configuration.isWritten(symbol) ? '' : configuration.value(symbol);
  if (symbol !== undefined && value !== '') pieces.push({ kind: 'symbol', symbol, value });
  return pieces.sort((one, other) => other.value.length - one.value.length);
}
