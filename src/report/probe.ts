import { quoteCommand } from '../core/quote-command.ts';
import type { FlagSummary, ProbeResult, ToolSummary } from '../results/probe.ts';
import { add, createPage, type Page, printable, printableLines, type TextStyle, wrapCommand } from './style.ts';

function toolLine(label: string, tool: ToolSummary | null): string {
  return `${label.padEnd(11)}${tool === null ? 'not known' : printable(tool.words)}`;
}

/** What a compiler said to one flag. */
export function addFlag(page: Page, flag: FlagSummary): void {
  const { out, paint } = page;
  const tone = flag.verdict === 'accepted' ? paint.good : flag.verdict === 'rejected' ? paint.error : paint.warning;
  out.push(`${printable(flag.flag)}: ${tone(printable(flag.text))}`);
  if (flag.command.length > 0) {
    out.push(...wrapCommand(printableLines(quoteCommand(flag.command)), page.width, '  $ ', '      '));
  }
  if (flag.status !== null) out.push(`  exit status ${flag.status}`);
  for (const line of flag.stderr.split('\n')) if (line.trim() !== '') add(page, line, '  | ', '  |   ');
  for (const note of flag.notes) add(page, note, '  note: ', '        ');
}

/** The text form of `kgate probe`. */
export function renderProbeText(result: ProbeResult, style: TextStyle): string {
  const from = result.source === 'profile' ? ', a recorded compiler' : '';
  const page = createPage(style);
  const { out } = page;
  out.push(
    `compiler   ${printable(result.name)}${from}`,
    `           ${printable(result.words)}`,
    `version    ${result.vendor} ${result.version ?? 'not known'}`,
    `target     ${printable(result.target ?? 'not known')}`,
    toolLine('assembler', result.assembler),
    toolLine('linker', result.linker),
    '',
  );
  for (const flag of result.flags) addFlag(page, flag);
  return `${out.join('\n')}\n`;
}
