import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { Overlay } from '../../../src/host/layers/overlay.ts';
import { runMergeScript } from '../../../src/kernel/goals/merge-script.ts';

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const files = { base: 'A=y\n', more: 'B=y\n', 'merge_config.sh': 'echo >> $TMP_FILE\n' };
  const overlay = new Overlay(createMemoryHost({ cwd: '/w', files, directories: ['out'] }));
  let output = '';
  const script = 'merge_config.sh';
  const status = runMergeScript({ overlay, cwd: '/w', env, script, args }, (_stream, text) => void (output += text));
  return { status, output, changes: [...overlay.changes()] };
}

// Words and places: observed with merge_config.sh of Linux 6.1.
describe('runMergeScript', () => {
  it('writes .config, or what -O and KCONFIG_CONFIG name', () => {
    expect(run(['-m', 'base', 'more'])).toEqual({
      status: 0,
      output: 'Using base as base\nMerging more\n#\n# merged configuration written to .config (needs make)\n#\n',
      changes: [['/w/.config', 'A=y\n\nB=y\n']],
    });
    expect(run(['-m', '-O', 'out/', 'base']).changes).toEqual([['/w/out/.config', 'A=y\n']]);
    expect(run(['-m', 'base'], { KCONFIG_CONFIG: 'own' }).changes).toEqual([['/w/own', 'A=y\n']]);
  });

  it.each([
    [['-m', 'none'], "The base file 'none' does not exist.  Exit.\n"],
    [['-m', '-O', 'none', 'base'], 'output directory none does not exist\n'],
    [['-m', 'base', 'none'], "The merge file 'none' does not exist.  Exit.\n"],
  ])('%j fails and writes nothing', (args, words) => {
    const { status, output, changes } = run(args);
    expect([status, changes]).toEqual([1, []]);
    expect(output).toContain(words);
  });

  it('is not followed without -m', () => {
    expect(() => run(['base'])).toThrow('merge_config.sh without -m');
  });
});
