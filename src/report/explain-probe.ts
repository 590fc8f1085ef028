import { formatLocation } from '../core/location.ts';
import type { ExplainedProbe, ExplainProbeResult, ProgramSummary } from '../results/probe.ts';
import { renderFlag } from './probe.ts';
import { type Painter, painter, printable, type TextStyle, wrap, wrapCommand } from './style.ts';

/** Lines of a program's words that are shown; the JSON form has all. */
const maxWords = 12;

/** Characters of a shell text, a macro argument and a list of flags that are shown. */
const maxText = 600;

const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

function quote(argv: readonly string[]): string {
  return argv.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxText ? line : `${line.slice(0, maxText)} ...`;
}

function renderProgram(program: ProgramSummary, style: TextStyle, paintings: Painter, out: string[]): void {
  const { command, status, stdout, stderr, source } = program;
  const lines = wrapCommand(printable(quote(command)), style.width, '    $ ', '        ');
  out.push(...lines.map(paintings.accent));
  const from = source === 'profile' ? ', from the recorded profile' : '';
  const end =
    source === 'refused'
      ? 'not started'
      : source === 'unknown'
        ? 'not known'
        : status === null
          ? `killed${from}`
          : `exit status ${status}${from}`;
  out.push(`      ${end}`);
  const words = (stderr.trim() === '' ? stdout : stderr).split('\n').filter((line) => line.trim() !== '');
  for (const line of words.slice(0, maxWords)) {
    out.push(...wrap(printable(line), style.width, '      | ', '      |   ').map(paintings.faint));
  }
  if (words.length > maxWords) out.push(`      | (${words.length - maxWords} more lines)`);
}

function renderProbe(probe: ExplainedProbe, style: TextStyle, paintings: Painter): string[] {
  const { verdict, location, chain } = probe;
  const tone = verdict === 'yes' ? paintings.good : verdict === 'no' ? paintings.error : paintings.warning;
  const place = location === null ? '' : `${formatLocation(location)}: `;
  const out = wrap(printable(`${place}${shorten(probe.text)}`), style.width, '', '  ').map(paintings.strong);
  const add = (label: string, text: string): void => {
    out.push(...wrap(printable(text), style.width, `  ${label.padEnd(9)}`, '           '));
  };
  chain.forEach((step, index) => {
    const where = step.definition === null ? '' : ` (${formatLocation(step.definition)})`;
    add(index === 0 ? 'macro' : '', `${index === 0 ? '' : '-> '}${step.name}${where}`);
  });
  add('text', shorten(probe.command));
  for (const program of probe.programs) renderProgram(program, style, paintings, out);
  if (probe.unknown === null) add('value', probe.value === '' ? '(empty)' : `"${shorten(probe.value)}"`);
  for (const feed of probe.feeds) {
    const value = feed.value === null ? '' : ` = ${feed.value === '' ? 'unset' : shorten(feed.value)}`;
    add('feeds', `${feed.kind === 'symbol' ? 'CONFIG_' : ''}${feed.name}${value} (${formatLocation(feed.location)})`);
  }
  const words = { yes: 'yes', no: 'no', unknown: `not known: ${probe.unknown ?? ''}` };
  out.push(`  ${'answer'.padEnd(9)}${tone(printable(words[verdict]))}`);
  const { blame, blameText } = probe;
  if (blame !== null && blameText !== null) {
    add('flag', blameText);
    if (blame.runs > 0) {
      const end = blame.stoppedBy === 'bound' ? '; the search was ended there, so a smaller set may fail, too' : '';
      add('', `(${blame.runs} run${blame.runs === 1 ? '' : 's'} of the command with fewer flags${end})`);
    }
  }
  return out;
}

/** The text form of `kgate probe --explain`. */
export function renderExplainProbeText(result: ExplainProbeResult, style: TextStyle): string {
  const paintings = painter(style);
  const out: string[] = [];
  const { tree, toolchain, probes } = result;
  if (tree !== null && toolchain !== null) {
    const arch = tree.arch === null ? '' : `, ARCH=${tree.arch}`;
    const from = toolchain.source === 'profile' ? ', a recorded profile' : '';
    out.push(...wrap(printable(`${tree.directory}${arch}`), style.width, 'tree       ', '           '));
    const who = `${toolchain.name}${from} (${toolchain.version ?? 'version not asked'})`;
    out.push(...wrap(printable(who), style.width, 'toolchain  ', '           '), '');
  }
  for (const probe of probes) out.push(...renderProbe(probe, style, paintings), '');
  if (result.verdict === 'not-found') {
    out.push(paintings.error(printable(`${result.question}: this tree has no such probe`)));
    if (result.candidates.length > 0) {
      out.push(...wrap(printable(result.candidates.join('  ')), style.width, '  near it: ', '           '));
    }
    if (result.flags.length > 0) out.push('', 'asked alone:');
  }
  for (const flag of result.flags) out.push(...renderFlag(flag, style));
  if (probes.length > 1) {
    const count = (verdict: ExplainedProbe['verdict']): number =>
      probes.filter((probe) => probe.verdict === verdict).length;
    out.push(`${probes.length} probes: ${count('yes')} yes, ${count('no')} no, ${count('unknown')} not known`);
  }
  return `${out.join('\n').trimEnd()}\n`;
}
