import type { CacheFilesSummary, CacheResult } from '../results/cache.ts';
import { addLabelled, count, createPage, printable, type TextStyle } from './style.ts';

const units = ['bytes', 'KiB', 'MiB', 'GiB'];

function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

function filesText({ files, bytes }: CacheFilesSummary): string {
  return `${count(files, 'file')}, ${sizeText(bytes)}`;
}

/** To the minute, in UTC. */
function timeText(time: string | null): string {
  return time === null ? 'never' : `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** The text form of `kgate cache`. */
export function renderCacheText(result: CacheResult, style: TextStyle): string {
  const directory = printable(result.directory);
  if (result.action === 'clear') return `removed ${filesText(result)} from ${directory}\n`;
  const off = result.isUsed ? '' : ' (turned off by KGATE_NO_CACHE)';
  const page = createPage(style);
  const { out } = page;
  out.push(
    `directory  ${directory}${off}`,
    `holds      ${filesText(result)} of at most ${sizeText(result.maxBytes)}`,
    `used       ${result.files === 0 ? 'never' : `${timeText(result.leastUsed)} to ${timeText(result.lastUsed)}`}`,
  );
  for (const kind of result.kinds) if (kind.files > 0) out.push(`${kind.kind.padEnd(11)}${filesText(kind)}`);
  if (result.ofOtherBuilds.files > 0) {
    out.push(`           ${filesText(result.ofOtherBuilds)} of another build of kgate, not used by this one`);
  }
  for (const { command, version, answers } of result.compilers) {
    const words = `${command}: ${count(answers, 'answer')}, ${version}`;
    addLabelled(page, 'compiler', words);
  }
  return `${out.join('\n')}\n`;
}
