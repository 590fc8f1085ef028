import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lint } from '../../src/api/lint.ts';
import { openCache } from '../../src/cache/cache.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { layerHost } from '../../src/host/layers/layer-host.ts';

const work = mkdtempSync(join(tmpdir(), 'kgate-lint-'));
afterAll(() => rmSync(work, { recursive: true }));

const at = (name: string): string => join(work, name);
const read: string[] = [];
const host = () => {
  const node = createNodeHost({ cwd: work });
  const note = (path: string): void => void read.push(path.slice(path.lastIndexOf('/') + 1));
  return layerHost(node, {
    readFile: (path) => (note(path), node.readFile(path)),
    readBytes: (path) => (note(path), node.readBytes(path)),
  });
};
const codes = (): string[] => {
  read.length = 0;
  const cache = openCache({ directory: at('cache'), version: '1' });
  return lint({ host: host(), cache, directory: '.' }).diagnostics.map(
    ({ code, location }) => `${code} ${location?.file}:${location?.line}`,
  );
};

describe('lint with a cache', () => {
  it('looks at files again where one was changed, added or removed, and not else', () => {
    writeFileSync(at('Kconfig'), 'config A\n\tbool "A"\n\thelp\n\t  A.\n');
    writeFileSync(at('a.c'), '#ifdef CONFIG_A\n#endif\n');
    expect(codes()).toEqual([]);
    expect(read).toContain('a.c');
    codes();
    // A file that was written a moment ago is compared by its content, and parsed no more.
    writeFileSync(at('a.c'), '#ifdef CONFIG_B\n#endif\n');
    expect(codes()).toEqual(['lint/source-undefined-config a.c:1']);
    writeFileSync(at('b.c'), '#ifdef CONFIG_C\n#endif\n');
    expect(codes()).toHaveLength(2);
    rmSync(at('b.c'));
    expect(codes()).toHaveLength(1);
    writeFileSync(at('Kconfig'), 'config B\n\tbool "B"\n\thelp\n\t  B.\n');
    expect(codes()).toEqual([]);
  });

  it('keeps what rules were asked for apart', () => {
    const cache = openCache({ directory: at('cache'), version: '1' });
    writeFileSync(at('a.c'), '#ifdef CONFIG_Z\n#endif\n');
    expect(lint({ host: host(), cache, directory: '.' }).diagnostics).toHaveLength(1);
    expect(lint({ host: host(), cache, directory: '.', only: ['never-true'] }).diagnostics).toEqual([]);
  });
});
