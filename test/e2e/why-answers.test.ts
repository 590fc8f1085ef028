/**
 * The answers of `why` on real trees in a terminal of 80 columns: few lines, with the true root cause. What each tree asks for is
 * read off its own scripts and Kconfig files at test time.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WhyResult } from '../../src/results/why.ts';
import { linux612, oracle } from '../support/kernel-source.ts';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';
import { pathWithout } from '../support/path-without.ts';

let scratch: string;
let environment: Record<string, string>;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-answers-'));
  const PATH = pathWithout(['bindgen', 'pahole', 'rustc'], join(scratch, 'bin'));
  environment = { ...kgateEnvironment({ XDG_CACHE_HOME: join(scratch, 'cache') }), PATH, COLUMNS: '80' };
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const arm64 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

async function ask(tree: string, words: readonly string[]) {
  const run = await execa(node, [launcher, 'why', '-C', tree, ...words], {
    env: environment,
    extendEnv: false,
    reject: false,
  });
  expect(run.stderr).toBe('');
  const lines = run.stdout.trimEnd().split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  return { lines, text: run.stdout, status: run.exitCode };
}

it('RUST: the tool that its script does not find, with its words and its package', async () => {
  const { lines, status, text } = await ask(linux612(), [...arm64, '--defconfig', 'defconfig', 'RUST=y']);
  expect(status).toBe(1);
  expect(lines.length).toBeLessThanOrEqual(15);
  const said = /\*\*\* Rust compiler '\$RUSTC' could not be found\./.exec(
    readFileSync(join(linux612(), 'scripts/rust_is_available.sh'), 'utf8'),
  );
  expect(text).toContain(said?.[0].replace('$RUSTC', 'rustc'));
  expect(text).toMatch(/rustc >= [\d.]+ is not installed/);
  expect(text).toMatch(/rustc \(Debian\)/);
});

it('RUST with MODVERSIONS: that line, too', async () => {
  const base = readFileSync(join(linux612(), 'arch/arm64/configs/defconfig'), 'utf8');
  const file = join(scratch, 'modversions.config');
  writeFileSync(file, `${base}CONFIG_MODVERSIONS=y\n`);
  const { lines, text } = await ask(linux612(), [...arm64, '--config', file, 'RUST=y']);
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(text).toContain('MODVERSIONS must be n, it is y');
  expect(text.replace(/\s+/g, ' ')).toContain(`${file}:${base.split('\n').length}`);
  expect(text).toMatch(/rustc >= [\d.]+ is not installed/);
});

it('DEBUG_INFO_BTF: a line of the defconfig, and a tool that is not there, within 15 lines of answer', async () => {
  const { lines, text } = await ask(linux612(), [...arm64, '--defconfig', 'defconfig', 'DEBUG_INFO_BTF=y']);
  expect(text).toContain('2 root causes');
  const line = readFileSync(join(linux612(), 'arch/arm64/configs/defconfig'), 'utf8')
    .split('\n')
    .indexOf('CONFIG_DEBUG_INFO_REDUCED=y');
  expect(text).toContain(`your line, arch/arm64/configs/defconfig:${line + 1}`);
  expect(text).toContain('pahole >= 1.21 is not installed');
  expect(lines.findIndex((one) => one.includes('dwarves')) + 1).toBeLessThanOrEqual(15);
});

it('DYNAMIC_FTRACE_WITH_ARGS with gcc 7.5.0: the flag, its words, who takes it, and FTRACE', async () => {
  const words = ['ARCH=arm64', '--toolchain', 'gcc-7.5.0', '--defconfig', 'defconfig', 'DYNAMIC_FTRACE_WITH_ARGS=y'];
  const { lines } = await ask(linux612(), words);
  const first = lines.slice(0, 17).join('\n');
  expect(first).toContain('FTRACE is off');
  expect(first).toContain('gcc refuses -fpatchable-function-entry=2');
  expect(first.replace(/\s+\|?\s*/g, ' ')).toContain(
    "gcc: error: unrecognized command line option '-fpatchable-function-entry=2'",
  );
  expect(first).toMatch(/taken by .*gcc-11 \(recorded\)/);
});

it('PREEMPT_RT on 6.1: nothing selects what it depends on', async () => {
  const { text } = await ask(oracle('linux-6.1').tree, [...arm64, '--defconfig', 'defconfig', 'PREEMPT_RT=y']);
  expect(text).toContain('nothing in this tree selects ARCH_SUPPORTS_RT: no .config can');
  expect(text.replace(/\s+/g, ' ')).toContain('no .config gives CONFIG_PREEMPT_RT=y');
});

it('an option of another architecture: who has it, with the words for make', async () => {
  const { text } = await ask(linux612(), [...arm64, '--defconfig', 'defconfig', 'KVM_INTEL=m']);
  expect(text).toContain('KVM_INTEL is not in this architecture (arm64)');
  expect(text).toContain('ARCH=x86 has it, arch/x86/kvm/Kconfig:');
});

it.each([
  ['tun.ko', 'TUN', 'drivers/net/Makefile:'],
  ['drivers/net/tun.c', 'TUN', 'drivers/net/Makefile:'],
  ['nvme', 'BLK_DEV_NVME', 'drivers/nvme/host/Makefile:'],
  ['e1000e', 'E1000E', ''],
  ['Kernel .config support', 'IKCONFIG', 'init/Kconfig:'],
  ['fsl,imx8mp-ccm', 'CLK_IMX8MP', 'drivers/clk/imx/'],
])('%s is read as %s', async (word, symbol, place) => {
  const words = [...arm64, '--defconfig', 'defconfig', '--format', 'json', word];
  const { stdout } = await execa(node, [launcher, 'why', '-C', linux612(), ...words], {
    env: environment,
    extendEnv: false,
    reject: false,
    maxBuffer: 1 << 28,
  });
  const result = JSON.parse(stdout) as WhyResult;
  expect(result.symbol).toBe(symbol);
  const { location } = result.readAs ?? { location: null };
  if (place !== '') expect(`${location?.file}:${location?.line}`).toContain(place);
});

it('--format dot is a graph that has every step once', async () => {
  const { stdout } = await execa(
    node,
    [launcher, 'why', '-C', linux612(), ...arm64, '--defconfig', 'defconfig', '--format', 'dot', 'DEBUG_INFO_BTF=y'],
    { env: environment, extendEnv: false, reject: false },
  );
  expect(stdout).toMatch(/^digraph "DEBUG_INFO_BTF" \{\n[\s\S]*\n\}$/);
  const ids = [...stdout.matchAll(/^ {2}(n\d+) \[/gm)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, from, to] of stdout.matchAll(/^ {2}(n\d+) -> (n\d+);$/gm)) {
    expect(ids).toContain(from);
    expect(ids).toContain(to);
  }
});
