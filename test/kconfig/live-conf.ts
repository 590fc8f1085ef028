import { expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type ConfMode, detectDialect } from '../../src/kconfig/index.ts';
import { type ConfCase, runKgate, runProgram } from '../support/conf-oracle.ts';
import { oracle } from '../support/kernel-source.ts';

const trees = ['linux-6.12', 'linux-6.1', 'u-boot', 'busybox'] as const;

/** Those whose conf ends whatever the questions are. */
export const withoutBusybox = ['linux-6.12', 'linux-6.1', 'u-boot'] as const;

/** A conf program of the tests. */
export type LiveTree = (typeof trees)[number];

/** A text of `Kconfig`, or files by name. */
export type LiveCase = string | Readonly<Record<string, string>>;

/** One test a case: streams, exit status and files of each conf are those of kgate's engine in the dialect of the tree. */
export function testAsConf(
  cases: Readonly<Record<string, LiveCase>>,
  names: readonly LiveTree[] = trees,
  mode: ConfMode = 'alldefconfig',
): void {
  it.each(Object.keys(cases))('%s: as conf', (title) => {
    const given = cases[title] ?? '';
    const files = typeof given === 'string' ? { Kconfig: given } : given;
    for (const name of names) {
      const { conf, tree, dialect: row } = oracle(name);
      const { dialect } = detectDialect(createNodeHost({ cwd: tree, env: {} }), tree);
      const input: ConfCase = { files, mode, env: { KCONFIG_NOTIMESTAMP: '1' } };
      expect({ name, ...runKgate(row, input, { dialect }).outcome }).toEqual({
        name,
        ...runProgram(conf, input, name === 'busybox'),
      });
    }
  });
}
