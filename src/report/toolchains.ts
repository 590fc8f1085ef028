import type { FoundCompiler, RecordedCompiler, ToolchainCell, ToolchainsResult } from '../results/toolchains.ts';
import { add, createPage, type Page, type TextStyle, wrap } from './style.ts';

function cellText(cell: ToolchainCell | undefined): string {
  if (cell === undefined) return '-';
  if (cell.found === null) return cell.recorded === null ? '-' : 'recorded';
  return cell.recorded === null ? cell.found : `${cell.found}+rec`;
}

/** The table in blocks of as many columns as a line holds. */
function renderTable(result: ToolchainsResult, width: number): string[] {
  const { architectures, table, toolchains } = result;
  const cells = new Map(table.map((cell) => [`${cell.arch} ${cell.toolchain}`, cell]));
  const column = (name: string): string[] => [
    name,
    ...architectures.map((arch) => cellText(cells.get(`${arch} ${name}`))),
  ];
  const first = ['ARCH', ...architectures];
  const label = Math.max(...first.map((text) => text.length));
  const out: string[] = [];
  let block = first.map((text) => text.padEnd(label));
  const flush = (): void => {
    if (out.length > 0) out.push('');
    out.push(...block.map((line) => line.trimEnd()));
    block = first.map((text) => text.padEnd(label));
  };
  for (const name of toolchains) {
    const texts = column(name);
    const size = Math.max(...texts.map((text) => text.length));
    if ((block[0] ?? '').length > label && (block[0] ?? '').length + 2 + size > width) flush();
    block = block.map((line, row) => `${line}  ${(texts[row] ?? '').padEnd(size)}`);
  }
  flush();
  return out;
}

function addCompiler(page: Page, compiler: FoundCompiler | RecordedCompiler): void {
  const { architectures, name, otherNames, target, vendor, version } = compiler;
  const names = otherNames.length === 0 ? '' : ` (also ${otherNames.join(', ')})`;
  const archs = architectures.length === 0 ? 'no ARCH of the kernel' : `ARCH ${architectures.join(', ')}`;
  const where = compiler.source === 'path' ? compiler.path : `recorded with: ${compiler.method}`;
  const words = `${vendor} ${version ?? 'of unknown version'} for ${target ?? 'an unknown target'}; ${archs}`;
  add(page, `${name}${names}`, '  ', '    ');
  add(page, words, '    ', '      ');
  add(page, where, '    ', '      ');
}

/** The text form of `kgate toolchains`. */
export function renderToolchainsText(result: ToolchainsResult, style: TextStyle): string {
  const page = createPage(style);
  const { out, paint } = page;
  if (result.table.length > 0) {
    out.push(...renderTable(result, style.width), '');
    out.push('VERSION: found on PATH; recorded: --toolchain NAME; +rec: both; -: neither');
  }
  const onPath = result.compilers.filter((compiler) => compiler.source === 'path');
  const profiles = result.compilers.filter((compiler) => compiler.source === 'profile');
  if (onPath.length > 0) {
    out.push('', paint.strong('compilers on PATH'));
    for (const compiler of onPath) addCompiler(page, compiler);
  }
  if (profiles.length > 0) {
    out.push('', paint.strong('recorded compilers'));
    for (const compiler of profiles) addCompiler(page, compiler);
  }
  if (result.broken.length > 0) {
    out.push('', paint.strong('no use'));
    for (const { name, path, problem } of result.broken)
      add(page, `${name}: ${problem} (${path})`, '  ', '    ', paint.warning);
  }
  for (const note of result.notes) {
    out.push('');
    add(page, `note: ${note}`, '', '      ');
  }
  const source =
    'What is missing comes from the distribution: gcc-aarch64-linux-gnu, gcc-11-aarch64-linux-gnu, clang, … on Debian.';
  out.push('', ...wrap(source, style.width, '', ''), '');
  return out.join('\n');
}
