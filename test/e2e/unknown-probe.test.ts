import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** `--unknown-probe`: what happens with a question that a record has no answer to. */
const tree = mkdtempSync(join(tmpdir(), 'kgate-unknown-'));
mkdirSync(join(tree, 'scripts'));
writeFileSync(
  join(tree, 'Kconfig'),
  `mainmenu "Unknown"
success = $(shell,{ $(1); } >/dev/null 2>&1 && echo y || echo n)
config LINKS
	def_bool $(success,echo 'int main(void) { return 0; }' | $(CC) -x c - -o /dev/null)
config KNOWN
	def_bool $(success,$(CC) -Werror -fpatchable-function-entry=2 -c -x c /dev/null -o /dev/null)
`,
);
writeFileSync(
  join(tree, 'Makefile'),
  `CC = $(CROSS_COMPILE)gcc
export CC
%config:
	scripts/kconfig/conf --$@ Kconfig
all:
`,
);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

const words = ['CROSS_COMPILE=aarch64-linux-gnu-', '--toolchain', 'gcc-12'];

/** The record of a tree that asks nothing: it has no whole call of linking. */
async function run(args: readonly string[], input = ''): Promise<{ stdout: string; stderr: string; status: unknown }> {
  const result = await execa(node, [launcher, ...args, ...words], {
    cwd: tree,
    env: kgateEnvironment(),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    input,
  });
  return { stdout: result.stdout, stderr: result.stderr, status: result.exitCode };
}

it('is an error where nothing is said, and nothing is written', async () => {
  const config = await run(['config', 'alldefconfig', '--output', '-']);
  expect(config).toMatchObject({ stdout: '', status: 2 });
  expect(config.stderr).toContain('1 probes have no recorded answer, first: gcc-12: linking is not recorded');
  expect(config.stderr).toContain('--unknown-probe=no');
  const check = await run(['check', '--defconfig', 'alldefconfig']);
  expect(check.status).toBe(1);
  expect(check.stdout).toContain('error[kernel/unknown-probe]');
});

it('no: the program fails, and that is reported', async () => {
  const config = await run(['config', 'alldefconfig', '--output', '-', '--unknown-probe=no']);
  expect(config.status).toBe(0);
  expect(config.stdout).not.toContain('CONFIG_LINKS=y');
  expect(config.stdout).toContain('CONFIG_KNOWN=y');
  expect(config.stderr).toContain('probes without an answer: 1; --unknown-probe decided');
  const check = await run(['check', '--defconfig', 'alldefconfig', '--unknown-probe=no']);
  expect(check.stdout).toContain('warning[kernel/assumed-probe]');
  expect(check.stdout).not.toContain('unknown-probe]');
  expect(check.status).toBe(0);
  expect(
    (await run(['check', '--defconfig', 'alldefconfig', '--unknown-probe=no', '--fail-on', 'warning'])).status,
  ).toBe(1);
});

it('an answer that changes nothing does not keep config from writing', async () => {
  const other = mkdtempSync(join(tmpdir(), 'kgate-unused-'));
  const link = "$(shell,echo 'int main(void) { return 0; }' | $(CC) -x c - -o /dev/null && echo y || echo n)";
  const config = async (symbols: string): ReturnType<typeof run> => {
    writeFileSync(
      join(other, 'Makefile'),
      `CC = $(CROSS_COMPILE)gcc\nexport CC\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n`,
    );
    writeFileSync(join(other, 'Kconfig'), symbols);
    return run(['config', 'alldefconfig', '-C', other, '--output', '-']);
  };
  try {
    const hidden = await config(
      `config A\n\tbool\nconfig B\n\tbool "b"\n\tdepends on A && ${link}\nconfig C\n\tdef_bool y\n`,
    );
    expect(hidden).toMatchObject({ status: 0 });
    expect(hidden.stdout).toContain('CONFIG_C=y');
    expect(hidden.stderr).toContain('probes without an answer: 1; all 2 combinations of yes and no lead to the same');
    const seen = await config(`config B\n\tbool "b"\n\tdepends on ${link}\n`);
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain('1 probes have no recorded answer');
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

it('an answer that changes nothing does not keep check from passing', async () => {
  const other = mkdtempSync(join(tmpdir(), 'kgate-unused-'));
  try {
    writeFileSync(join(other, 'Kconfig'), 'config PLAIN\n\tdef_bool y\n');
    const probe = "$(shell echo 'int main(void) { return 0; }' | $(CC) -x c - -o /dev/null && echo -lm)";
    const makefile = (use: string): string =>
      `CC = $(CROSS_COMPILE)gcc\nLIBS := ${probe}\n${use}%config:\n\tscripts/kconfig/conf --$@ Kconfig\nall:\n`;
    const check = async (use: string): ReturnType<typeof run> => {
      writeFileSync(join(other, 'Makefile'), makefile(use));
      return run(['check', '-C', other, '--defconfig', 'alldefconfig']);
    };
    const unused = await check('');
    expect(unused.stdout).toContain('note[kernel/unknown-probe]');
    expect(unused.stdout.replace(/\s+/g, ' ')).toContain('all 2 combinations of yes and no lead to the same');
    expect(unused.status).toBe(0);
    const used = await check('ifneq ($(LIBS),-lm)\n$(error no libm)\nendif\n');
    expect(used.stdout).toContain('error[kernel/unknown-probe]');
    expect(used.status).toBe(1);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

it.each([
  ['y\n', 0, true],
  ['YES\n', 0, true],
  ['n\n', 0, false],
])('ask: %j on standard input decides', async (input, status, isLinking) => {
  const config = await run(['config', 'alldefconfig', '--output', '-', '--unknown-probe=ask'], input);
  expect(config.status).toBe(status);
  expect(config.stderr).toContain('Does it succeed? [y/n]');
  expect(config.stderr).toContain('aarch64-linux-gnu-gcc -x c - -o /dev/null');
  expect(config.stdout.includes('CONFIG_LINKS=y')).toBe(isLinking);
});

it.each(['', 'perhaps\n'])('ask: %j leaves it unknown', async (input) => {
  const config = await run(['config', 'alldefconfig', '--output', '-', '--unknown-probe=ask'], input);
  expect(config).toMatchObject({ stdout: '', status: 2 });
});

it('decides about programs that --shell refuses, too', async () => {
  const args = ['config', 'alldefconfig', '--output', '-', '--shell=deny', 'CROSS_COMPILE=aarch64-linux-gnu-'];
  const options = { cwd: tree, env: kgateEnvironment(), extendEnv: false, reject: false } as const;
  const refused = await execa(node, [launcher, ...args], { ...options, stdin: 'ignore' });
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  const decided = await execa(node, [launcher, ...args, '--unknown-probe=no'], { ...options, stdin: 'ignore' });
  expect(decided.exitCode).toBe(0);
  expect(decided.stdout).not.toContain('=y');
  expect(decided.stderr).toContain('probes without an answer: 2; --unknown-probe decided');
  const asked = await execa(node, [launcher, ...args, '--unknown-probe=ask'], { ...options, input: 'n\ny\n' });
  expect(asked.exitCode).toBe(0);
  expect(asked.stdout).toContain('CONFIG_KNOWN=y');
  expect(asked.stdout).not.toContain('CONFIG_LINKS=y');
});

it('takes no other word', async () => {
  const config = await run(['config', 'alldefconfig', '--unknown-probe=maybe']);
  expect(config.status).toBe(2);
  expect(config.stderr).toContain('Allowed choices are error, no, ask');
});
