import type { FlagSummary, ProbeResult, ToolSummary } from '../results/check.ts';
import { painter, printable, type TextStyle, wrap, wrapCommand } from './style.ts';

function toolLine(label: string, tool: ToolSummary | null): string {
  return `${label.padEnd(11)}${tool === null ? 'not known' : printable(tool.words)}`;
}

/** What a compiler said to one flag. */
export function renderFlag(flag: FlagSummary, style: TextStyle): string[] {
  const paintings = painter(style);
  const tone =
    flag.verdict === 'accepted' ? paintings.good : flag.verdict === 'rejected' ? paintings.error : paintings.warning;
  const out = [`${printable(flag.flag)}: ${tone(printable(flag.text))}`];
  const command = flag.command.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  if (command.length > 0) out.push(...wrapCommand(printable(command.join(' ')), style.width, '  $ ', '      '));
  if (flag.status !== null) out.push(`  exit status ${flag.status}`);
  for (const line of flag.stderr.split('\n'))
    if (line.trim() !== '') out.push(...wrap(printable(line), style.width, '  | ', '  |   '));
  for (const note of flag.notes) out.push(...wrap(printable(note), style.width, '  note: ', '        '));
  return out;
}

/** The text form of `kgate probe`. */
export function renderProbeText(result: ProbeResult, style: TextStyle): string {
  const from = result.source === 'profile' ? ', a recorded profile' : '';
  const out = [
    `compiler   ${printable(result.name)}${from}`,
    `           ${printable(result.words)}`,
    `version    ${result.vendor} ${result.version ?? 'not known'}`,
    `target     ${printable(result.target ?? 'not known')}`,
    toolLine('assembler', result.assembler),
    toolLine('linker', result.linker),
    '',
  ];
  for (const flag of result.flags) out.push(...renderFlag(flag, style));
  return `${out.join('\n')}\n`;
}
