import type { ConfigSummary, ToolchainSummary, TreeSummary } from '../results/summary.ts';
import { type Page, printable } from './style.ts';

/** `DIRECTORY (version 6.12.1), ARCH=x86`. */
export function treeText(tree: TreeSummary): string {
  const version = tree.version === null ? '' : ` (version ${tree.version})`;
  const arch = tree.arch === null ? '' : `, ARCH=${tree.arch}`;
  return `${tree.directory}${version}${arch}`;
}

/** The file that a configuration was read from. */
export function configText({ file, isImplicit, source }: ConfigSummary): string {
  if (source === 'prepared') return file ?? 'the tree has none';
  const implicit = isImplicit ? ' (no .config found: the default configuration)' : '';
  return file === null ? 'no file: every symbol at its default' : `${file}${implicit}`;
}

/** The version in the first line of `--version`: the last number outside of parentheses that has a point. */
function versionOf(words: string): string {
  const plain = words.replaceAll(/\([^)]*\)/g, ' ');
  return [...plain.matchAll(/\d+(?:\.\d+)+/g)].at(-1)?.[0] ?? '';
}

/** `aarch64-linux-gnu-gcc 12.2.0`, `gcc-7.5.0 (recorded)`. */
function compilerText({ name, source, version }: ToolchainSummary): string {
  if (source === 'profile') return `${name} (recorded)`;
  const number = version === null ? '' : versionOf(version);
  return number === '' ? name : `${name} ${number}`;
}

/** The first line of a report: tree, compiler and configuration. */
export function addHead(page: Page, tree: TreeSummary, toolchain: ToolchainSummary, config: ConfigSummary): void {
  const directory = tree.directory === '.' ? null : tree.directory;
  const words = [directory, tree.version, tree.arch].filter((word) => word !== null).join(' ');
  const parts = [
    ...(words === '' ? [] : [words]),
    compilerText(toolchain),
    config.isImplicit && config.file !== null ? `${config.file} (default)` : configText(config),
    ...(tree.objectDirectory === null ? [] : [`objects in ${tree.objectDirectory}`]),
  ].map(printable);
  let line = '';
  for (const part of parts) {
    if (line !== '' && line.length + 3 + part.length > page.width) {
      page.out.push(`${line} |`);
      line = `  ${part}`;
    } else line += line === '' ? part : ` | ${part}`;
  }
  page.out.push(line);
}
