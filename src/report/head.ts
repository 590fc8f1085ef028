import type { ConfigSummary, ToolchainSummary, TreeSummary } from '../results/summary.ts';
import { addLabelled, type Page } from './style.ts';

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

/** The first lines of a report: tree, toolchain and configuration. */
export function addHead(page: Page, tree: TreeSummary, toolchain: ToolchainSummary, config: ConfigSummary): void {
  const object = tree.objectDirectory === null ? '' : `, objects in ${tree.objectDirectory}`;
  const answer =
    toolchain.source === 'profile'
      ? `${toolchain.name}, a recorded profile (${toolchain.version ?? 'no version recorded'})`
      : `${toolchain.name} (${toolchain.version ?? 'version not asked'})`;
  addLabelled(page, 'tree', `${treeText(tree)}${object}`);
  addLabelled(page, 'toolchain', answer);
  addLabelled(page, 'config', `${configText(config)}; ${config.symbols} symbols written`);
}
