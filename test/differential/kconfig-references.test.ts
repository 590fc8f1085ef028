import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { parseKconfig, referencesTo } from '../../src/kconfig/index.ts';
import { linux612 } from '../support/kernel-source.ts';

/**
 * Places of names in a whole kernel, found without the engine: logical lines, help texts and quoted texts
 * left out, every word of a line but its keywords. Lines with macros are left to other tests.
 */
function wordsIn(file: string, text: string): string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  let help: number | null = null;
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] ?? '';
    if (help !== null) {
      if (line.trim() === '') continue;
      const indent = line.replaceAll('\t', '        ').search(/\S/);
      if (indent >= Math.max(help, 1)) {
        help = Math.max(help, indent === 0 ? 1 : help === 0 ? indent : help);
        continue;
      }
      help = null;
    }
    const first = at + 1;
    while (line.endsWith('\\')) line = `${line.slice(0, -1)} ${lines[++at] ?? ''}`;
    const [, keyword = '', rest = ''] = /^\s*([\w-]+)(.*)$/s.exec(line) ?? [];
    if (keyword === 'help') help = 0;
    if (/^(?:help|config|menuconfig|source|mainmenu|comment|menu|choice|modules|end\w+)$/.test(keyword)) continue;
    if (line.includes('$(')) continue;
    const words = rest.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, ' ').replace(/#.*$/, '');
    for (const name of new Set(words.match(/[\w-]+/g) ?? [])) {
      if (!/^(?:if|on|y|m|n)$/.test(name)) found.push(`${file}:${first} ${name}`);
    }
  }
  return found;
}

describe.each(['x86', 'arm64', 'mips'])('places that name a symbol, %s', (arch) => {
  it('are all there', { timeout: 120_000 }, () => {
    const tree = linux612();
    const env = { srctree: tree, ARCH: arch, SRCARCH: arch, CC: 'cc', LD: 'ld', KERNELVERSION: '6.12' };
    // A word must be left where a macro is an operand.
    const runShell: RunShell = () => ({ stdout: '1\n', stderr: '', status: 0, commands: [], unknown: null });
    const { model, diagnostics } = parseKconfig({ host: createNodeHost({ cwd: tree }), env, runShell });
    if (model === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    const texts = new Map(model.files.map(({ name, path }) => [name, readFileSync(path, 'latin1')]));
    const expected = [...texts].flatMap(([file, text]) => wordsIn(file, text));
    const withMacros = new Set(
      [...texts].flatMap(([file, text]) =>
        text.split('\n').flatMap((line, at) => (line.includes('$(') ? [`${file}:${at + 1}`] : [])),
      ),
    );
    const actual = new Set<string>();
    for (const symbol of model.symbols.values()) {
      for (const { location } of referencesTo(model, symbol)) {
        const place = `${location.file}:${location.line}`;
        if (!withMacros.has(place)) actual.add(`${place} ${symbol.name}`);
      }
    }
    expect(expected.length).toBeGreaterThan(40_000);
    expect([...actual].toSorted()).toEqual([...new Set(expected)].toSorted());
  });
});
