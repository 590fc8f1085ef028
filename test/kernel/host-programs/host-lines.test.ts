/** What several lines lack of one package is one cause. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { HostLines } from '../../../src/kernel/host-programs/host-lines.ts';
import { MadeFiles } from '../../../src/kernel/stops/made-files.ts';
import { hostTree } from '../../support/host-tree.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-host-lines-')));
afterAll(() => rmSync(root, { recursive: true }));
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
const main = 'int main(void) { return 0; }\n';

// The names are of packages by their beginnings; no package has them.
const files = {
  'a.c': `#include <openssl/kgate-a.h>\n${main}`,
  'b.c': `#include "own.h"\n${main}`,
  'own.h': '#ifndef OWN_H\n#define OWN_H\n#include <openssl/kgate-b.h>\n#endif\n',
  'c.c': `#include <gnutls/kgate-c.h>\n${main}`,
  'd.c': `#include <errno.h>\n#ifdef EAGAIN\n#include <openssl/kgate-d.h>\n#endif\n${main}`,
  'e.c': `#include <errno.h>\n#ifndef EAGAIN\n#include <openssl/kgate-e.h>\n#endif\n${main}`,
  'f.c': `#include "guard.h"\n#undef OTHER_H\n${main}`,
  'guard.h': '#ifndef OTHER_H\n#define OTHER_H\n#include <openssl/kgate-f.h>\n#endif\n',
  'g.c': main,
};

test('lines, each as the compiler ends', () => {
  const cwd = join(root, 'lines');
  writeFiles(cwd, files);
  const machine = createNodeHost({ cwd, env });
  const world = { files: machine, machine, treeDirectory: cwd, objectTree: cwd, mayBeMade: () => false };
  const lines = new HostLines(world, new MadeFiles());
  const real = hostTree(cwd, { files: {} });
  const ends = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => {
    const line = `gcc -c -o ${name}.o ${name}.c`;
    lines.begin();
    const status = lines.run({ argv: line.split(' '), cwd, env, write: () => {} });
    expect(status === 0, line).toBe(real.real(line).status === 0);
    return `${name}: ${status} ${lines.isRepeated ? 'again' : ''}`.trimEnd();
  });
  expect(ends).toEqual(['a: 1', 'b: 1 again', 'c: 1', 'd: 1 again', 'e: 0', 'f: 1 again', 'g: 0']);
});

test('what is sure to lack the same is not compiled', () => {
  const at = hostTree(join(root, 'sure'), { files });
  const asksFor = (name: string): boolean => at.runs.some(({ argv }) => argv.includes(`${name}.c`));
  for (const name of ['a', 'b', 'd', 'f'])
    expect(at.answer(`gcc -c -o ${name}.o ${name}.c`)).toMatchObject({ kind: 'failed', status: 1 });
  expect(['a', 'b', 'd', 'f'].filter(asksFor)).toEqual(['a', 'd', 'f']);
});
