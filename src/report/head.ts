import type { ConfigSummary, ToolchainSummary, TreeSummary } from '../results/summary.ts';
import { type Page, printable } from './style.ts';

/** `DIRECTORY 6.12.1 x86`; a tree where the user is has no name. */
export function treeText({ arch, directory, version }: TreeSummary): string {
  return [directory === '.' ? null : directory, version, arch].filter((word) => word !== null).join(' ');
}

/** The file that a configuration was read from. */
function configText({ file, isImplicit, source }: ConfigSummary): string {
  if (file === null) return source === 'prepared' ? 'not configured' : 'every option at its default';
  return isImplicit ? `${file} (default)` : file;
}

/** The version in the first line of `--version`: the last number outside of parentheses that has a point. */
function versionOf(words: string): string {
  const plain = words.replaceAll(/\([^)]*\)/g, ' ');
  return [...plain.matchAll(/\d+(?:\.\d+)+/g)].at(-1)?.[0] ?? '';
}

/** `aarch64-linux-gnu-gcc 12.2.0`, `gcc-7.5.0 (recorded)`. */
export function compilerText({ name, source, version }: ToolchainSummary): string {
  if (source === 'profile') return `${name} (recorded)`;
  const number = version === null ? '' : versionOf(version);
  return number === '' ? name : `${name} ${number}`;
}

/** Adds parts with bars between them, wrapped between the parts. */
export function addParts(page: Page, parts: readonly string[]): void {
  let line = '';
  const shown = parts.map(printable).filter((part) => part !== '');
  for (const [at, part] of shown.entries()) {
    // The bar at the end of a line that goes on.
    const bar = at === shown.length - 1 ? 0 : 2;
    if (line !== '' && line.length + 3 + part.length + bar > page.width) {
      page.out.push(`${line} |`);
      line = `  ${part}`;
    } else line += line === '' ? part : ` | ${part}`;
  }
  page.out.push(line);
}

/** What was looked at, in parts: the tree, what stands between, the configuration, the object directory. */
export function headParts(tree: TreeSummary, compilers: readonly string[], config: ConfigSummary): string[] {
  const objects = tree.objectDirectory === null ? '' : `objects in ${tree.objectDirectory}`;
  return [treeText(tree), ...compilers, configText(config), objects];
}

/** The first line of a report: tree, compiler and configuration. */
export function addHead(page: Page, tree: TreeSummary, toolchain: ToolchainSummary, config: ConfigSummary): void {
  addParts(page, headParts(tree, [compilerText(toolchain)], config));
}
