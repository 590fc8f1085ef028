import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { parseKconfig } from '../../../src/kconfig/index.ts';
import { visitSources } from '../../../src/kconfig/language/source-ahead.ts';

const files: Record<string, string> = {
  '/t/Kconfig': 'source "defs"\nsource "a/Kconfig"\nsource "arch/$(SRCARCH)/Kconfig"\nsource "$(UNKNOWN)/x"\n',
  '/t/defs': 'cc = $(shell,cc $(1))\n',
  '/t/a/Kconfig': 'config A\n\tdef_bool $(cc,a)\n\tsource "in/a"\n  source "a/deep"\nsource "missing"\n',
  '/t/in/a': '# $(cc,never)\n',
  '/t/a/deep': 'config DEEP\n\tdef_bool $(cc,deep)\nsource "a/Kconfig2"\n',
  '/t/a/Kconfig2': '',
  '/t/arch/arm64/Kconfig': 'config B\n\tdef_bool $(cc,b)\n\n\tsource "Kconfig"\n',
};

it('files are visited once, in the order in which the parser reaches them', () => {
  const seen: string[] = [];
  visitSources(files['/t/Kconfig'] ?? '', {
    textOf: (name) => files[`/t/${name}`],
    valueOf: (name) => (name === 'SRCARCH' ? 'arm64' : undefined),
    onFile: (name) => seen.push(name),
  });
  expect(seen).toEqual(['defs', 'a/Kconfig', 'in/a', 'a/deep', 'a/Kconfig2', 'arch/arm64/Kconfig', 'Kconfig']);
});

it('a long line that holds the word again and again takes no longer than others', () => {
  const text = `source "a"\n#${' source'.repeat(2_000_000)}`;
  const start = performance.now();
  const seen: string[] = [];
  visitSources(text, {
    textOf: (name) => (name === 'a' ? '' : undefined),
    valueOf: () => undefined,
    onFile: (name) => seen.push(name),
  });
  expect(seen).toEqual(['a']);
  expect(performance.now() - start).toBeLessThan(10_000);
});

it('commands of files to come are announced once the macros are known, before the first of them is needed', () => {
  const log: string[] = [];
  const texts: Record<string, string> = {
    ...files,
    '/t/a/Kconfig': (files['/t/a/Kconfig'] ?? '').replace('source "missing"\n', ''),
  };
  texts['/t/Kconfig'] = (files['/t/Kconfig'] ?? '').replace('source "$(UNKNOWN)/x"\n', '');
  texts['/t/arch/arm64/Kconfig'] = 'config B\n\tdef_bool $(cc,b)\n';
  const answer = { stdout: 'y', stderr: '', status: 0, commands: [], unknown: null };
  const result = parseKconfig({
    host: createMemoryHost({ cwd: '/t', files: texts }),
    cwd: '/t',
    env: { SRCARCH: 'arm64' },
    announceShell: ({ command }) => void log.push(`announced ${command}`),
    runShell({ command }) {
      log.push(`asked ${command}`);
      return answer;
    },
  });
  expect(result.failed).toBe(false);
  const announced = ['cc a', 'cc never', 'cc deep', 'cc b'].map((command) => `announced ${command}`);
  expect(log.slice(0, 4).toSorted()).toEqual(announced.toSorted());
  expect(log.slice(4)).toEqual(['asked cc a', 'asked cc deep', 'asked cc b']);
});
