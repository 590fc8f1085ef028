/**
 * Places of real trees that look like mistakes and are none (traps.json: each with why): no rule of the kind may
 * report them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { lintTree } from '../../src/lint/index.ts';
import { hasOracle } from '../support/oracle.ts';
import { repository } from './support.ts';

interface Trap {
  readonly tree: string;
  readonly file: string;
  readonly line: number;
  readonly would_be_kind: string;
  readonly why_not: string;
}

const traps = JSON.parse(readFileSync(`${repository}test/lint/traps.json`, 'utf8')) as readonly Trap[];

/** Remarks that are true of a place whatever its kind: the help text that it lacks. */
const remarks = new Set(['lint/missing-help', 'lint/empty-help']);

const trees: readonly (readonly [string, string | undefined])[] = [
  ['linux-6.12', process.env.KGATE_LINUX_6_12],
  ['u-boot-2023.01', process.env.KGATE_U_BOOT],
  ['busybox-1.35.0', process.env.KGATE_BUSYBOX],
];

describe.each(trees)('%s', (tree, named) => {
  const directory = named ?? `${homedir()}/.cache/kgate-test/${tree}`;
  describe.skipIf(!hasOracle(tree, existsSync(`${directory}/Makefile`)))('its traps', () => {
    const found = new Map<string, string[]>();
    beforeAll(() => {
      for (const { code, location } of lintTree({ host: createNodeHost(), directory, preset: 'all' }).diagnostics) {
        if (location === null || remarks.has(code)) continue;
        const place = `${location.file}:${location.line}`;
        found.set(place, [...(found.get(place) ?? []), code]);
      }
    });

    it.each(traps.filter((trap) => trap.tree === tree))('$would_be_kind $file:$line: $why_not', ({ file, line }) => {
      expect(found.get(`${file}:${line}`) ?? []).toEqual([]);
    });
  });
});
