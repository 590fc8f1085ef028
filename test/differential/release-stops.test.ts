/** The release of a kernel: `setlocalversion` followed in process against make, git and the real script. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { oracle } from '../support/kernel-source.ts';
import { releaseCases } from '../support/release-cases.ts';
import { provokeStop } from '../support/stops.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-release-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each(releaseCases.map((one) => [one.tree, one.id, one] as const))(
  '%s: %s',
  (tree, _id, one) => {
    const { coverage, wanted, got, status } = provokeStop(one, oracle(tree).tree, mkdtempSync(join(root, 'case-')));
    // Nothing that could matter was left out.
    expect(coverage.undecided).toEqual([]);
    expect(wanted).toContain(one.expect);
    expect(status === 0).toBe(one.expect === '');
    expect(got).toBe(wanted);
  },
  120_000,
);
