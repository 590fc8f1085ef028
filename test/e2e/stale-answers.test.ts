import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** What a run after a change says must be what a run without a cache says; see docs/caching.md. */
let directory: string;
const at = (name: string): string => join(directory, name);

const files: Readonly<Record<string, string>> = {
  'tree/text': 'hello\n',
  'tree/empty': '',
  'tree/d/x': 'one\n',
  'tree/d2/x': 'two\n',
  'tree/header.h': 'int one;\n',
  'tree/source.c': '#include "header.h"\n',
  'tree/script.sh': '#!/bin/sh\necho one\n',
  'tree/outer.sh': '#!/bin/sh\n"$(dirname "$0")"/script.sh\n',
  'tree/dot.sh': '#!/bin/sh\n. ./script.sh\n',
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-stale-'));
  for (const name of ['tree/d', 'tree/d2', 'bin']) mkdirSync(at(name), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  for (const name of ['script', 'outer', 'dot']) chmodSync(at(`tree/${name}.sh`), 0o755);
  symlinkSync('d', at('tree/link'));
  execFileSync('sh', ['-c', 'find . -exec touch -h -d 2024-01-01 {} +'], { cwd: directory });
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The line of the symbol whose default is the answer, and what was said. */
function answer(...options: string[]): string {
  const env = {
    ...kgateEnvironment({ XDG_CACHE_HOME: at('cache'), CCACHE_DIR: at('ccache') }),
    PATH: `${at('bin')}:/usr/bin:/bin`,
  };
  const words = ['config', 'alldefconfig', '--kconfig', 'Kconfig', '-C', at('tree'), '--output', '-', ...options];
  const run = spawnSync(node, [launcher, ...words], { env, encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(0);
  return `${/^CONFIG_A=.*$/m.exec(run.stdout)?.[0] ?? ''}\n${run.stderr}`;
}

const program = (name: string, text = 'echo mine'): string =>
  `printf '#!/bin/sh\\n${text}\\n' > ../bin/${name}; chmod +x ../bin/${name}`;

it.each<[command: string, change: string]>([
  ['command -v tool || echo none', program('tool')],
  ['tool 2>/dev/null || echo none', program('tool')],
  ['test -x text && echo y || echo n', 'chmod +x text'],
  ['test -s empty && echo y || echo n', 'echo x > empty'],
  ['test -L text && echo y || echo n', 'mv text t; ln -s t text'],
  ['test text -nt empty && echo y || echo n', 'touch -d 2030-01-01 text'],
  ['cat text', 'printf "jello\\n" > text'],
  ['cat text 2>/dev/null || echo none', 'rm text'],
  ['wc -c < text', 'echo more >> text'],
  ['grep -c l text', 'echo other > text'],
  ['ls d', 'touch d/new'],
  ['echo d/*', 'touch d/new'],
  ['cat link/x', 'ln -sfn d2 link'],
  ['readlink link', 'ln -sfn d2 link'],
  ['cd link && pwd -P', 'ln -sfn d2 link'],
  ['./script.sh', 'echo "echo two" > script.sh'],
  ['./outer.sh', 'printf "#!/bin/sh\\necho two\\n" > script.sh'],
  ['./dot.sh', 'echo "echo two" > script.sh'],
  ['gcc --version | head -n 1', program('gcc')],
  ['clang --version | head -n 1', program('clang')],
  ['ld -v', program('ld')],
  ['uname -m', program('uname')],
  ['echo "int x;" | gcc -x c - -c -o /dev/null && echo y || echo n', program('as', 'exit 1')],
  ['echo "int main(){return 0;}" | gcc -x c - -o /dev/null && echo y || echo n', program('ld', 'exit 1')],
  ['gcc -E -P -x c - < source.c', 'echo "int two;" > header.h'],
  ['clang -E -P -x c - < source.c', 'echo "int two;" > header.h'],
  ['gcc -E -P -include header.h -x c /dev/null', 'echo "int two;" > header.h'],
  ['gcc -print-prog-name=tool; tool 2>/dev/null || echo none', program('tool')],
  ['ccache gcc -dumpversion', program('gcc')],
  ['ccache gcc -dumpversion', program('ccache')],
])(
  '%s, then %s',
  (command, change) => {
    const text = `comma := ,\nv := $(shell,${command.replaceAll(',', '$(comma)')})\nconfig A\n\tstring "a"\n\tdefault "$(v)"\n`;
    writeFileSync(at('tree/Kconfig'), text);
    const first = answer();
    expect(answer()).toBe(first);
    execFileSync('sh', ['-c', change], { cwd: at('tree') });
    const second = answer();
    expect(second).toBe(answer('--no-cache'));
    expect(second, 'the change makes a difference').not.toBe(first);
    expect(readFileSync(at('tree/Kconfig'), 'utf8')).toBe(text);
  },
  20_000,
);
