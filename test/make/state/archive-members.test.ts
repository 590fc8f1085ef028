import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveMembers } from '../../../src/make/state/archive-members.ts';

test('names and times that ar wrote', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-ar-'));
  try {
    const names = ['a.o', 'a-name-longer-than-fifteen-bytes.o'];
    for (const [index, name] of names.entries()) {
      writeFileSync(join(directory, name), 'x'.repeat(index + 1));
      utimesSync(join(directory, name), 1_600_000_000 + index, 1_600_000_000 + index);
    }
    execFileSync('ar', ['rcU', 'lib.a', ...names], { cwd: directory });
    const members = archiveMembers(readFileSync(join(directory, 'lib.a'), 'latin1'));
    expect([...members]).toEqual(names.map((name, index) => [name, (1_600_000_000 + index) * 1000]));
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect(archiveMembers('no archive').size).toBe(0);
});
