/** `kgate dead`: how many symbols have no effect, and for which causes. */
import type { DeadFinding, DeadGroup, DeadKind, DeadReason, DeadResult } from '../../results/dead.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { addParts, compilerText, treeText } from '../head.ts';
import { addFindings, addRoot } from '../root.ts';
import { add, createPage, linked, type Page, printable, styleOf, type TextStyle } from '../style.ts';

/** Causes of one kind, and symbols of one cause, that are named without `--verbose`. */
const maxGroups = 8;
const maxExamples = 3;

const titles: Readonly<Record<DeadKind, string>> = {
  'never-on': 'never on',
  'always-on': 'always on, although it has a prompt',
  'hidden-prompt': 'a prompt that is never visible',
  'hidden-choice': 'a choice that is never visible',
  'idle-default': 'a default that never applies',
  'idle-select': 'a select or imply that never applies',
};

/** Kinds whose causes are listed only with `--verbose`: most of them are lines for other architectures. */
const detailed: ReadonlySet<DeadKind> = new Set(['idle-default', 'idle-select']);

const worlds: Readonly<Record<DeadReason, string>> = {
  tree: 'whatever the tools are',
  tools: 'with these tools',
};

/** The report as text. */
export function renderDeadText(result: DeadResult, given: TextStyle): string {
  const page = createPage(styleOf(result.tree, given));
  addParts(page, [treeText(result.tree), compilerText(result.toolchain)]);
  page.out.push('');
  if (result.asked.length > 0) addAsked(page, result);
  else {
    addCounts(page, result);
    for (const because of ['tree', 'tools'] as const) {
      for (const kind of Object.keys(titles) as DeadKind[]) addGroups(page, result, kind, because);
    }
    addFree(page, result);
  }
  addFindings(page, result.diagnostics);
  return `${page.out.join('\n')}\n`;
}

function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function addCounts(page: Page, { counts, symbols }: DeadResult): void {
  const { out, paint } = page;
  const of = (kind: DeadKind, because: DeadReason, isPrompted = false): number => {
    const found = counts.find((one) => one.kind === kind && one.because === because);
    return (isPrompted ? found?.withPrompt : found?.number) ?? 0;
  };
  const both = (kind: DeadKind): number => of(kind, 'tree') + of(kind, 'tools');
  const never = both('never-on');
  const all = `${number(never)} of ${number(symbols.all)} symbols are on in no configuration`;
  add(page, `${all}, ${number(both('always-on'))} with a prompt are on in every one`, '', '  ', paint.strong);
  out.push('', `${''.padEnd(40)}${worlds.tree.padStart(22)}${worlds.tools.padStart(18)}`);
  const row = (title: string, kind: DeadKind, isPrompted = false): void => {
    const [tree, tools] = [of(kind, 'tree', isPrompted), of(kind, 'tools', isPrompted)].map(number);
    out.push(`${title.padEnd(40)}${tree?.padStart(22)}${tools?.padStart(18)}`);
  };
  for (const kind of Object.keys(titles) as DeadKind[]) {
    row(titles[kind], kind);
    if (kind === 'never-on') row('  of them with a prompt', kind, true);
  }
}

function addGroups(page: Page, result: DeadResult, kind: DeadKind, because: DeadReason): void {
  const { out, paint, style } = page;
  const groups = result.groups.filter((group) => group.kind === kind && group.because === because);
  if (groups.length === 0 || (detailed.has(kind) && style.isVerbose !== true)) return;
  out.push('');
  add(page, `${titles[kind]}, ${worlds[because]}`, '', '  ', paint.strong);
  const shown = style.isVerbose === true ? groups : groups.slice(0, maxGroups);
  for (const group of shown) addGroup(page, result, group);
  const hidden = groups.slice(shown.length);
  if (hidden.length === 0) return;
  const left = hidden.reduce((sum, { findings }) => sum + findings.length, 0);
  out.push(`${number(left).padStart(6)}  for ${number(hidden.length)} other causes (--verbose)`);
}

function causeText(cause: RootCause | undefined): string {
  if (cause === undefined) return 'the conditions exclude each other';
  const { kind, message, origin } = cause;
  return origin === '' || kind === 'compiler' ? message : `${message}; ${origin}`;
}

function addGroup(page: Page, result: DeadResult, { cause, findings }: DeadGroup): void {
  const { out, style } = page;
  const root = result.causes[cause];
  add(page, causeText(root), `${number(findings.length).padStart(6)}  `, '        ', page.paint.accent);
  const members = findings.flatMap((at) => result.findings[at] ?? []);
  if (style.isVerbose === true) {
    for (const word of root?.words.slice(0, 2) ?? []) add(page, word, '        | ', '        |   ', page.paint.faint);
    for (const member of members) addMember(page, member);
    return;
  }
  const names = [...new Set(members.map(nameOf))];
  const hidden = names.length - maxExamples;
  const list = [...names.slice(0, maxExamples), ...(hidden > 0 ? [`+${number(hidden)}`] : [])];
  const [first = '', ...rest] = list;
  let line = `        ${printable(first)}`;
  for (const name of rest) {
    if (line.length + 2 + name.length > page.width) {
      out.push(line);
      line = `        ${printable(name)}`;
    } else line += `  ${printable(name)}`;
  }
  out.push(line);
}

function nameOf({ prompt, symbol }: DeadFinding): string {
  return symbol ?? `"${prompt ?? 'choice'}"`;
}

/** One symbol with its line and the condition that the cause is behind. */
function addMember(page: Page, member: DeadFinding): void {
  const { out, style } = page;
  const { location, text, via } = member;
  const place = location === null ? '' : `  ${linked(style, location)}`;
  out.push(`        ${printable(nameOf(member))}${place}`);
  if (text !== null) add(page, text, '          ', '            ');
  const last = via.at(-1);
  if (last === undefined) return;
  const of = last.symbol === member.symbol ? '' : `${last.symbol}: `;
  const at = last.location === null ? '' : `, ${last.location.file}:${last.location.line}`;
  add(page, `${of}${last.text}${at}`, '          ', '            ', page.paint.faint);
}

function addAsked(page: Page, result: DeadResult): void {
  const { out, paint } = page;
  for (const { findings, symbol, verdict } of result.asked) {
    const members = findings.flatMap((at) => result.findings[at] ?? []);
    const main = members.find(({ kind }) => kind === 'never-on' || kind === 'always-on');
    if (verdict === 'undecided') {
      const reason = result.free.find((one) => one.symbol === symbol)?.reason ?? '';
      add(page, `${symbol} is not decided: ${reason}`, '', '  ', paint.warning);
    } else if (main === undefined)
      add(page, `${symbol} is on in some configuration, and off in another`, '', '  ', paint.good);
    else {
      const what = main.kind === 'never-on' ? 'is on in no configuration' : 'is on in every configuration';
      add(page, `${symbol} ${what}, ${worlds[main.because]}`, '', '  ', paint.error);
    }
    for (const member of members) {
      const { causes, kind, text, via } = member;
      if (member !== main) add(page, text ?? titles[kind], '  ', '    ', paint.strong);
      for (const [at, index] of causes.entries()) {
        const cause = result.causes[index];
        if (cause !== undefined) addRoot(page, at === 0 ? { ...cause, via } : cause, '', symbol);
      }
    }
    out.push('');
  }
  if (out.at(-1) === '') out.pop();
}

function addFree(page: Page, { free }: DeadResult): void {
  if (free.length === 0) return;
  const names = free.map(({ symbol }) => symbol).filter((name) => name !== '');
  const list = page.style.isVerbose === true ? names : names.slice(0, maxExamples);
  const more = names.length - list.length;
  const what = `${free.length} values are not decided: ${list.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  page.out.push('');
  add(page, what, '', '  ', page.paint.warning);
}
