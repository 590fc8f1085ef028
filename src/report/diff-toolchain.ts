import type { Cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import { shorten } from '../core/shorten.ts';
import type {
  ComparedAnswer,
  ComparedProbe,
  ComparedSymbol,
  ComparedToolchain,
  ComparedVariable,
  DiffToolchainResult,
  IdentityDifference,
  UnknownComparison,
} from '../results/diff-toolchain.ts';
import { addCause, renderDiagnostic, valueText } from './diagnostic.ts';
import { addParts, headParts } from './head.ts';
import {
  add,
  addLabelled,
  count,
  createPage,
  type Page,
  printable,
  styleOf,
  symbolName,
  type TextStyle,
} from './style.ts';

/** Characters of a command in a list; the JSON form has all of it. */
const maxCommand = 150;
/** Characters of a macro in a list. */
const maxText = 200;
/** Probes without an answer that are listed before the rest is counted. */
const maxUnknown = 12;

/** A page, and the symbols whose chain was printed already. */
interface DiffPage extends Page {
  readonly explained: Set<string>;
}

function describeSide(label: string, side: ComparedToolchain, page: Page): void {
  const { toolchain, variables, profile, symbols, word } = side;
  const how =
    profile !== null
      ? `the recorded compiler ${profile}${variables.length > 0 ? ` with make ${variables.join(' ')}` : ''}`
      : `make ${variables.join(' ')}`;
  const version = toolchain.version === null ? '' : ` (${toolchain.version})`;
  const written = symbols === null ? 'conf stops' : `${symbols} options`;
  addLabelled(page, label, `${word}: ${how}${version}; ${written}`);
}

function heading(title: string, { out, paint }: Page): void {
  out.push('', paint.strong(title));
}

/** What a chain is cut down to: symbols that have their own chain above, commands as long as a line is wide. */
function pruned(cause: Cause, page: DiffPage): Cause {
  const isExplained = cause.kind === 'symbol' && cause.symbol !== undefined && page.explained.has(cause.symbol);
  const causes = isExplained ? [] : cause.causes.map((inner) => pruned(inner, page));
  if (isExplained && cause.causes.length > 0) return { ...cause, message: `${cause.message} (see above)`, causes };
  if (cause.kind === 'command') return { ...cause, message: shorten(cause.message, maxCommand), causes };
  return { ...cause, causes };
}

function chain(causes: readonly Cause[], indent: string, page: DiffPage): void {
  for (const cause of causes) addCause(page, pruned(cause, page), indent);
}

function place(probe: Pick<ComparedProbe, 'location' | 'text' | 'feeds'>): string {
  const where = probe.location === null ? '' : `${formatLocation(probe.location)}: `;
  const feeds = probe.feeds.length === 0 ? '' : ` (for ${probe.feeds.join(', ')})`;
  return `${where}${shorten(probe.text, maxText)}${feeds}`;
}

/** How the last program of an answer ended, and the first of its words. */
function ending(answer: ComparedAnswer): string {
  const failed = answer.causes.findLast((cause) => cause.detail !== undefined && cause.status !== 0);
  const [status, words] = (failed ?? answer.causes.at(-1))?.detail ?? [];
  if (status === undefined) return '';
  return words === undefined ? `, ${status}` : `, ${status}: ${shorten(words, maxCommand)}`;
}

function renderProbe(probe: ComparedProbe, page: Page): void {
  add(page, place(probe), '  ', '      ');
  for (const [side, answer] of [
    ['A', probe.a],
    ['B', probe.b],
  ] as const) {
    const result = answer.result === '' ? 'nothing' : `"${shorten(answer.result, maxText)}"`;
    add(page, `${result}${ending(answer)}`, `    ${side}: `, '       ');
  }
}

function renderSymbol(symbol: ComparedSymbol, page: DiffPage): void {
  const values = `${valueText(symbol.a)} with A, ${valueText(symbol.b)} with B`;
  add(page, `${symbolName(symbol.symbol, page.style)}: ${values}`, '  ', '    ', page.paint.strong);
  page.explained.add(symbol.symbol);
  chain(symbol.causes, '    ', page);
}

/** A list that kbuild makes for what is switched off: `obj-`, `KBUILD_CFLAGS-`. */
function isLeftAside({ exported, name }: ComparedVariable): boolean {
  return !exported && name.endsWith('-');
}

/** The include that brings all of a variable to one side, where that is the whole difference. */
function onlyInclude({ exported, words }: ComparedVariable): string | null {
  const includes = words.map(({ causes }) => {
    const [cause, ...others] = causes[0]?.causes ?? [];
    if (cause?.kind !== 'include' || others.length > 0) return null;
    return `${cause.location === null ? '' : `${formatLocation(cause.location)}: `}${cause.message}`;
  });
  const [first = null] = includes;
  return !exported && includes.every((include) => include === first) ? first : null;
}

function renderVariables(variables: readonly ComparedVariable[], page: DiffPage): void {
  const included = new Map<string, string[]>();
  for (const variable of variables) {
    const include = onlyInclude(variable);
    if (include === null) renderVariable(variable, page);
    else included.set(include, [...(included.get(include) ?? []), variable.name]);
  }
  for (const [include, names] of included) {
    add(page, `${include}; it sets ${names.join(', ')}`, '  ', '    ');
  }
}

function renderVariable(variable: ComparedVariable, page: DiffPage): void {
  const exported = variable.exported ? ' (exported)' : '';
  page.out.push(`  ${page.paint.strong(printable(variable.name))}${exported}`);
  if (variable.words.length === 0) {
    add(page, shorten(variable.a, 400), '    A: ', '       ');
    add(page, shorten(variable.b, 400), '    B: ', '       ');
  }
  let last = '';
  for (const word of variable.words) {
    add(page, word.word, `    only ${word.side}: `, '            ');
    // Words that came together are explained together.
    const key = JSON.stringify(word.causes);
    if (key === last) page.out.push('      - as the word before it');
    else chain(word.causes, '      ', page);
    last = key;
  }
}

function renderIdentity(one: IdentityDifference, page: Page): void {
  const shown = (value: string): string => (value === '' ? 'empty' : shorten(value, maxText));
  add(page, `${one.name}: ${shown(one.a)} | ${shown(one.b)}`, '  ', '    ');
}

function renderUnknown(probes: readonly UnknownComparison[], page: Page): void {
  for (const probe of probes.slice(0, maxUnknown)) {
    add(page, `${place(probe)}: ${probe.reason}`, `  ${probe.sides.join(', ')}: `, '      ');
  }
  if (probes.length > maxUnknown) page.out.push(`  … and ${probes.length - maxUnknown} more (--format json)`);
}

/** The text form of `kgate diff-toolchain`. */
export function renderDiffToolchainText(result: DiffToolchainResult, style: TextStyle): string {
  const page: DiffPage = { ...createPage(styleOf(result.tree, style)), explained: new Set() };
  const { config, identity, probes, stops, symbols, tree, unknown } = result;
  const { out, paint } = page;
  addParts(page, headParts(tree, [], config));
  describeSide('A', result.a, page);
  describeSide('B', result.b, page);
  for (const note of result.notes) addLabelled(page, 'note', note);
  if (probes.length > 0) {
    heading('probes that are answered differently', page);
    for (const probe of probes) renderProbe(probe, page);
  }
  if (symbols.length > 0) {
    heading('symbols', page);
    for (const symbol of symbols) renderSymbol(symbol, page);
  }
  const variables = result.variables.filter((variable) => !isLeftAside(variable));
  if (variables.length > 0) {
    heading('variables of make', page);
    renderVariables(variables, page);
  }
  if (stops.length > 0) heading('stops and warnings that only one meets', page);
  for (const { side, diagnostic } of stops) {
    const lines = renderDiagnostic(diagnostic, { ...style, width: style.width - 2 });
    out.push(`  only ${side}`, ...lines.map((line) => `  ${line}`));
  }
  if (identity.symbols.length + identity.variables.length > 0) {
    heading('apart from that: versions and names', page);
    for (const one of identity.symbols) renderIdentity({ ...one, name: symbolName(one.name, page.style) }, page);
    for (const one of identity.variables) renderIdentity(one, page);
  }
  if (unknown.probes.length > 0) {
    heading('not known, so not compared', page);
    renderUnknown(unknown.probes, page);
  }
  const doubtful = [
    ...unknown.symbols.map(({ symbol }) => symbolName(symbol, page.style)),
    ...unknown.variables.map(({ name }) => name),
  ];
  if (doubtful.length > 0) {
    add(page, `what may differ because of that: ${doubtful.join(', ')}`, '  ', '    ');
  }
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  const totals = [
    count(probes.length, 'probe'),
    count(symbols.length, 'symbol'),
    count(result.variables.length, 'variable'),
    `${count(stops.length, 'stop')} or ${stops.length === 1 ? 'warning' : 'warnings'}`,
  ].join(', ');
  const silent = unknown.probes.length === 0 ? '' : `; ${count(unknown.probes.length, 'probe')} not known`;
  const tone = result.verdict === 'same' ? paint.good : paint.warning;
  out.push('', `${tone(result.verdict)}: ${totals}${silent}`, '');
  return out.join('\n');
}
