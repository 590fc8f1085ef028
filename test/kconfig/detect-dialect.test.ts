import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.ts';
import { detectDialect } from '../../src/kconfig/index.ts';
import { createNodeHost } from '../../src/host/node-host.ts';
import { linux612 } from '../support/kernel-source.ts';

/** Files that carry nothing but the words a generation of conf is known by (kconfig-semantics 7.1). */
const tools: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'linux-7.1': { 'lexer.l': '"transitional"', 'parser.y': 'choice member must be bool' },
  'linux-6.12': { 'lexer.l': '"modules"', 'parser.y': 'choice member must be bool' },
  'linux-6.1': { 'lexer.l': '"modules" "optional"', 'parser.y': '' },
  'linux-5.10': { 'lexer.l': '"option" "optional"', 'parser.y': '' },
  'linux-5.3': { 'lexer.l': '"option" "optional" ---help---', 'parser.y': '' },
  'linux-5.0': { 'zconf.l': '"option" ---help---', 'preprocess.c': '' },
  'linux-4.20': { 'zconf.l': '', 'kconf_id.c': '', 'preprocess.c': '', 'confdata.c': 'sym_escape_string_value' },
  'u-boot': { 'zconf.l': '', 'kconf_id.c': '', 'preprocess.c': '', 'confdata.c': '' },
  buildroot: { 'zconf.l': '', 'kconf_id.c': '', 'confdata.c': 'BR2_CONFIG' },
  coreboot: { 'lexer.l': 'glob.h "modules" "optional"', 'parser.y': '' },
  busybox: { 'zconf.l': '', 'zconf.gperf': 'optional, T_OPTIONAL' },
};

function detect(files: Readonly<Record<string, string>>, directory = 'scripts/kconfig') {
  const all = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/t/${directory}/${name}`, text]));
  return detectDialect(createMemoryHost({ cwd: '/t', files: all }), '/t');
}

describe('the dialect is told by the sources of conf', () => {
  it.each(Object.keys(tools))('%s', (name) => {
    expect(detect(tools[name] ?? {}).name).toBe(name);
  });

  it('in the directories other projects use', () => {
    expect(detect(tools['coreboot'] ?? {}, 'util/kconfig').name).toBe('coreboot');
    expect(detect(tools['buildroot'] ?? {}, 'support/kconfig').name).toBe('buildroot');
  });

  it('a single behaviour that was ported or patched differs from the row, with its evidence', () => {
    const { dialect, evidence } = detect({ ...tools['linux-6.1'], 'symbol.c': 'char str[64];' });
    expect(dialect.clampedText).toBe('reformatted');
    expect(evidence).toContainEqual({
      file: 'scripts/kconfig/symbol.c',
      what: 'text of a clamped value',
      field: 'clampedText',
    });
  });

  it('Linux 6.12 is its row without any difference', () => {
    const tree = linux612();
    const { name, evidence } = detectDialect(createNodeHost({ cwd: tree, env: {} }), tree);
    expect(name).toBe('linux-6.12');
    expect(evidence.filter((item) => item.field !== 'name')).toEqual([]);
  });

  it('a tree without sources of conf', () => {
    const host = (files: Record<string, string>) => createMemoryHost({ cwd: '/t', files });
    expect(detectDialect(host({ '/t/Kconfig': 'config A\n' }), '/t').name).toBe('linux-6.12');
    expect(detectDialect(host({ '/t/Kconfig': 'rsource "x"\n' }), '/t').name).toBe('zephyr');
    expect(detectDialect(host({ '/t/scripts/kconfig/kconfiglib.py': '' }), '/t').name).toBe('zephyr');
  });
});
