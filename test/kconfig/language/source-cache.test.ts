import { describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import type { SourceCache } from '../../../src/kconfig/index.ts';
import { createSourceCache, evaluate, parseKconfig, writeConfig } from '../../../src/kconfig/index.ts';

const files = {
  'tree/Kconfig': 'source "arch/$(SRCARCH)/Kconfig"\nsource "lib/Kconfig"\nsource "lib/Kconfig"\n',
  'tree/arch/arm/Kconfig': 'config ARM\n\tdef_bool y\n\thelp\n\t  The arm.\n',
  'tree/arch/x86/Kconfig': 'config X86\n\tdef_bool y\n\thelp\n\t  The x86.\n',
  'tree/lib/Kconfig': 'config LIB\n\tbool "lib $(SRCARCH)"\n\tdefault y\n\thelp\n\t  For all.\n',
};

/** A host and the paths that were read, with those that led nowhere left out. */
function countingHost(): { readonly host: Host; readonly reads: string[] } {
  const memory = createMemoryHost({ files, directories: ['arm', 'x86', 'tree/out/arm', 'tree/out/x86'] });
  const reads: string[] = [];
  const readFile = (path: string): string | undefined => {
    const text = memory.readFile(path);
    if (text !== undefined) reads.push(path);
    return text;
  };
  return { host: { ...memory, readFile }, reads };
}

/** Names, prompts, help texts and the `.config` of one architecture. */
function readTree(host: Host, arch: string, cwd: string, srctree: string, sources?: SourceCache): unknown {
  const env = { SRCARCH: arch, srctree };
  const result = parseKconfig({ host, cwd, env, ...(sources !== undefined && { sources }) });
  if (result.model === null) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  const entries = result.model.entries.map(({ location, symbol, prompt, help }) => [
    location,
    symbol?.name,
    prompt?.text,
    help,
  ]);
  return [entries, result.files, writeConfig(evaluate(result.model))];
}

describe('files shared by trees', () => {
  it('are read once, and every tree is as if it had read them itself', () => {
    const alone = countingHost();
    const shared = countingHost();
    const sources = createSourceCache();
    for (const arch of ['arm', 'x86', 'arm']) {
      const where = [arch, `/work/${arch}`, '/work/tree'] as const;
      expect(readTree(shared.host, ...where, sources)).toEqual(readTree(alone.host, ...where));
    }
    expect(alone.reads.length).toBe(9);
    expect(shared.reads).toEqual([
      '/work/tree/Kconfig',
      '/work/tree/arch/arm/Kconfig',
      '/work/tree/lib/Kconfig',
      '/work/tree/arch/x86/Kconfig',
    ]);
    expect(sources.fileCount).toBe(4);
  });

  it('are the same by way of object directories inside the tree', () => {
    const { host, reads } = countingHost();
    const sources = createSourceCache();
    for (const arch of ['arm', 'x86']) readTree(host, arch, `/work/tree/out/${arch}`, '../..', sources);
    expect(reads.length).toBe(4);
  });

  it('are read again without a cache', () => {
    const { host, reads } = countingHost();
    readTree(host, 'arm', '/work/arm', '/work/tree');
    readTree(host, 'arm', '/work/arm', '/work/tree');
    expect(reads.length).toBe(6);
  });
});
