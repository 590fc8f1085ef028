import { addParts, compilerText, treeText } from './head.ts';
import { formatLocation } from '../core/location.ts';
import { shorten } from '../core/shorten.ts';
import type { ExplainedProbe, ExplainProbeResult, ProgramSummary } from '../results/explain-probe.ts';
import { addFlag } from './probe.ts';
import {
  add,
  addCommand,
  count,
  createPage,
  type Page,
  printable,
  styleOf,
  symbolName,
  type TextStyle,
} from './style.ts';

/** Lines of a program's words that are shown; the JSON form has all. */
const maxWords = 12;

/** Characters of a shell text, a macro argument and a list of flags that are shown. */
const maxText = 600;

function ending({ source, status }: ProgramSummary): string {
  if (source === 'refused') return 'not started';
  if (source === 'unknown') return 'not known';
  const from = source === 'profile' ? ', from the recorded compiler' : '';
  return status === null ? `killed${from}` : `exit status ${status}${from}`;
}

function addProgram(page: Page, program: ProgramSummary): void {
  const { command, stdout, stderr } = program;
  addCommand(page, command, '    $ ', '        ');
  page.out.push(`      ${ending(program)}`);
  const words = (stderr.trim() === '' ? stdout : stderr).split('\n').filter((line) => line.trim() !== '');
  for (const line of words.slice(0, maxWords)) add(page, line, '      | ', '      |   ', page.paint.faint);
  if (words.length > maxWords) page.out.push(`      | (${words.length - maxWords} more lines)`);
}

function addProbe(page: Page, probe: ExplainedProbe): void {
  const { blame, blameText, chain, location, unknown, value, verdict } = probe;
  const { out, paint } = page;
  const tone = verdict === 'yes' ? paint.good : verdict === 'no' ? paint.error : paint.warning;
  const place = location === null ? '' : `${formatLocation(location)}: `;
  add(page, `${place}${shorten(probe.text, maxText)}`, '', '  ', paint.strong);
  const show = (label: string, text: string): void => add(page, text, `  ${label.padEnd(9)}`, '           ');
  chain.forEach((step, index) => {
    const where = step.definition === null ? '' : ` (${formatLocation(step.definition)})`;
    show(index === 0 ? 'macro' : '', `${index === 0 ? '' : '-> '}${step.name}${where}`);
  });
  show('text', shorten(probe.command, maxText));
  for (const program of probe.programs) addProgram(page, program);
  for (const { kind, name } of probe.absent) show('missing', `${name}${kind === 'program' ? ' is not on PATH' : ''}`);
  const said = probe.discarded.split('\n').filter((line) => line.trim() !== '');
  if (said.length > 0) show('words', 'thrown away by the text:');
  for (const line of said.slice(0, maxWords)) add(page, line, '      | ', '      |   ', paint.faint);
  if (unknown === null) show('value', value === '' ? '(empty)' : `"${shorten(value, maxText)}"`);
  for (const { kind, location: line, name, value: now } of probe.feeds) {
    const known = now === null ? '' : ` = ${now === '' ? 'unset' : shorten(now, maxText)}`;
    show('feeds', `${kind === 'symbol' ? symbolName(name, page.style) : name}${known} (${formatLocation(line)})`);
  }
  const words = { yes: 'yes', no: 'no', unknown: `not known: ${unknown ?? ''}` };
  out.push(`  ${'answer'.padEnd(9)}${tone(printable(words[verdict]))}`);
  if (blame === null || blameText === null) return;
  show('flag', blameText);
  if (blame.runs === 0) return;
  const end = blame.stoppedBy === 'bound' ? '; the search was ended there, so a smaller set may fail, too' : '';
  show('', `(${count(blame.runs, 'run')} of the command with fewer flags${end})`);
}

/** The text form of `kgate probe --explain`. */
export function renderExplainProbeText(result: ExplainProbeResult, style: TextStyle): string {
  const page = createPage(styleOf(result.tree, style));
  const { out, paint } = page;
  const { tree, toolchain, probes } = result;
  if (tree !== null && toolchain !== null) {
    addParts(page, [treeText(tree), compilerText(toolchain)]);
    out.push('');
  }
  for (const probe of probes) {
    addProbe(page, probe);
    out.push('');
  }
  if (result.verdict === 'not-found') {
    out.push(paint.error(printable(`${result.question}: this tree has no such probe`)));
    if (result.candidates.length > 0) add(page, result.candidates.join('  '), '  near it: ', '           ');
    if (result.flags.length > 0) out.push('', 'asked alone:');
  }
  for (const flag of result.flags) addFlag(page, flag);
  if (probes.length > 1) {
    const of = (verdict: ExplainedProbe['verdict']): number =>
      probes.filter((probe) => probe.verdict === verdict).length;
    out.push(`${probes.length} probes: ${of('yes')} yes, ${of('no')} no, ${of('unknown')} not known`);
  }
  return `${out.join('\n').trimEnd()}\n`;
}
