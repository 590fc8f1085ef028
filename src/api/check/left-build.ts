/** What an earlier make built in the object directory: with another compiler, for another architecture or version. */

import type { ByteString } from '../../core/bytes.ts';
import { diagnostic } from '../../core/diagnostic.ts';
import { absolutePath } from '../../host/paths.ts';
import { autoConfName, buildTexts, builtAs } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { TreeFindings } from './findings.ts';
import { syncOutput } from './left-config.ts';

/**
 * What every source of a kernel is compiled with, so that it depends on `CONFIG_CC_VERSION_TEXT`. Source: Linux
 * include/linux/compiler-version.h, 5.13 and later.
 */
const compilerHeader = 'include/linux/compiler-version.h';

/** A symbol that conf asks for because `.config` does not have it. */
const newSymbol = /\((\w+)\)[^\n]*\(NEW\)/g;

/** Symbols that are named; the rest is counted. */
const maxNamed = 10;

/** A note where make brings an `auto.conf` up to date that is of another build; what it does then. */
export function leftBuild(findings: TreeFindings): Diagnostic[] {
  const { configuration, left, tree } = findings;
  if (left === null || left.text === null || !left.isRenewed) return [];
  const { autoConf, config } = buildTexts(configuration);
  const [before, now] = [builtAs(left.text), builtAs(autoConf)];
  const isOtherCompiler = before.compiler !== now.compiler;
  if (!isOtherCompiler && before.kernel === now.kernel) return [];
  const { host, request } = tree.session;
  const symbols = newSymbols(findings, config);
  const notes: string[] = [];
  if (isOtherCompiler && host.stat(absolutePath(request.treeDirectory, compilerHeader)) !== undefined) {
    notes.push('every object depends on CONFIG_CC_VERSION_TEXT: make compiles all of them again');
  }
  if (symbols.length > 0) {
    const names = symbols.slice(0, maxNamed).join(', ');
    const more = symbols.length > maxNamed ? ` and ${symbols.length - maxNamed} more` : '';
    notes.push(
      `make asks for symbols that .config does not have: ${names}${more}; at the end of its input it takes their defaults, as 'make olddefconfig' does`,
    );
  }
  const words = (kernel: ByteString, compiler: ByteString): string =>
    [kernel, ...(isOtherCompiler ? [`"${compiler}"`] : [])].filter((word) => word !== '').join(' with ');
  return [
    diagnostic({
      code: 'kernel/left-build',
      severity: 'info',
      message: `the object directory was built as ${words(before.kernel, before.compiler)}, this is ${words(now.kernel, now.compiler)}`,
      args: {
        kernel: before.kernel,
        compiler: before.compiler,
        kernelNow: now.kernel,
        compilerNow: now.compiler,
        asked: symbols,
      },
      location: { file: autoConfName, line: before.line },
      notes,
    }),
  ];
}

/** Symbols that conf asks for on the way to the goals, in its order. */
function newSymbols({ tree }: TreeFindings, config: ByteString): string[] {
  const { configFile, defconfig, objectTree } = tree.session.request;
  // A goal of its own has written a whole configuration before.
  if (defconfig !== null) return [];
  const path = configFile?.path ?? absolutePath(objectTree, tree.session.configName);
  const text = tree.session.host.readFile(path);
  if (text === undefined || text === config) return [];
  return [...syncOutput(tree.session, text).matchAll(newSymbol)].map(([, name = '']) => name);
}
