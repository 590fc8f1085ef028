/** `kgate fix` on Linux 6.12, and on the trees of the ftrace case: the tree's own make is the judge. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixResult } from '../../src/results/fix.ts';
import { linux612 } from '../support/kernel-source.ts';
import { kgate, repository } from '../support/kgate.ts';
import { pathWithout } from '../support/path-without.ts';

let scratch: string;
let plain: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-fix-linux-'));
  plain = pathWithout(['bindgen', 'pahole', 'rustc'], join(scratch, 'plain'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A directory of programs that print what a tool of that version prints. */
function tools(name: string, scripts: Readonly<Record<string, string>>): string {
  const directory = join(scratch, name);
  mkdirSync(directory);
  for (const [tool, body] of Object.entries(scripts)) {
    writeFileSync(join(directory, tool), `#!/bin/sh\n${body}\n`);
    chmodSync(join(directory, tool), 0o755);
  }
  return directory;
}

/** Rust 1.78 with its sources and bindgen 0.65.1, as scripts/rust_is_available.sh of 6.12 asks for them. */
function rustAtHand(): string {
  const core = join(scratch, 'sysroot/lib/rustlib/src/rust/library/core/src');
  mkdirSync(core, { recursive: true });
  writeFileSync(join(core, 'lib.rs'), '');
  return tools('rust', {
    rustc: `case "$*" in
*--version*) echo "rustc 1.78.0 (9b00956e5 2024-04-29)" ;;
*sysroot*) echo ${join(scratch, 'sysroot')} ;;
*) printf 'rustc 1.78.0\\nrelease: 1.78.0\\nLLVM version: 18.1.2\\n' ;;
esac`,
    bindgen: `case "$*" in
*--version*) echo "bindgen 0.65.1" ;;
*libclang*) echo "clang version 18.1.2" >&2 ;;
esac`,
  });
}

interface Asked {
  readonly words: readonly string[];
  readonly objects: string;
  readonly path?: string;
}

async function fix({ objects, path = plain, words }: Asked): Promise<FixResult> {
  const env = { PATH: path, XDG_CACHE_HOME: join(scratch, 'cache') };
  const run = await kgate(['fix', '-C', linux612(), '-O', objects, ...words, '--format', 'json'], { env });
  return JSON.parse(run.stdout) as FixResult;
}

const settings = (changes: readonly { readonly symbol: string; readonly to: string }[] = []): string[] =>
  changes.map(({ symbol, to }) => `${symbol}=${to}`);

/** What the real `make olddefconfig` makes of the `.config` that is there. */
async function olddefconfig(objects: string, words: readonly string[], path: string): Promise<string> {
  const env = { PATH: path, LC_ALL: 'C' };
  await execa('make', ['-C', linux612(), `O=${objects}`, ...words, 'olddefconfig'], { env, extendEnv: false });
  return readFileSync(join(objects, '.config'), 'utf8');
}

function directoryOf(name: string): string {
  const objects = join(scratch, name);
  mkdirSync(objects);
  return objects;
}

it('RUST with Rust at hand and MODVERSIONS: MODVERSIONS goes, and no COMPILE_TEST', async () => {
  const objects = directoryOf('rust-objects');
  const path = `${rustAtHand()}:${plain}`;
  const fragment = join(scratch, 'modversions');
  writeFileSync(fragment, 'CONFIG_MODVERSIONS=y\n');
  const words = ['ARCH=x86_64'];
  const asked = [...words, '--defconfig', 'x86_64_defconfig', '--fragment', fragment, 'RUST=y', '--apply'];
  const { answers, verdict } = await fix({ words: asked, objects, path });
  expect(verdict).toBe('fixed');
  const [first] = answers;
  expect(settings(first?.changes)).toContain('MODVERSIONS=n');
  expect(first?.changes[0]?.reason).toBe('RUST: depends on !MODVERSIONS');
  expect(first?.effects.length).toBeLessThan(17);
  for (const { changes, taints } of answers) {
    expect(settings(changes)).not.toContain('COMPILE_TEST=y');
    expect(taints).toEqual([]);
  }
  const text = readFileSync(join(objects, '.config'), 'utf8');
  expect(text).toContain('\nCONFIG_RUST=y\n');
  expect(await olddefconfig(objects, words, path)).toBe(text);
}, 180_000);

describe('DEBUG_INFO_BTF', () => {
  const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

  it('without pahole: the change and the tool that it takes', async () => {
    const asked = [...words, '--defconfig', 'defconfig', 'DEBUG_INFO_BTF=y'];
    const { answers, verdict } = await fix({ words: asked, objects: directoryOf('btf-none') });
    expect(verdict).toBe('fixed');
    expect(answers).toHaveLength(1);
    expect(settings(answers[0]?.changes)).toEqual(['DEBUG_INFO_REDUCED=n']);
    // Source: scripts/... `depends on PAHOLE_VERSION >= 121` of lib/Kconfig.debug, for the DWARF that the compiler makes.
    expect(answers[0]?.changes[0]?.reason).toContain('!DEBUG_INFO_REDUCED');
    expect(answers[0]?.needs.map(({ message }) => message)).toEqual(['pahole >= 1.21']);
    expect(answers[0]?.verified).toBe(false);
  }, 120_000);

  it('with one: what --apply writes is kept by the real make olddefconfig', async () => {
    const path = `${tools('pahole', { pahole: 'echo v1.25' })}:${plain}`;
    const objects = directoryOf('btf-there');
    const asked = [...words, '--defconfig', 'defconfig', 'DEBUG_INFO_BTF=y', '--apply'];
    const { answers } = await fix({ words: asked, objects, path });
    expect(settings(answers[0]?.changes)).toEqual(['DEBUG_INFO_REDUCED=n']);
    const text = readFileSync(join(objects, '.config'), 'utf8');
    expect(text).toContain('\nCONFIG_DEBUG_INFO_BTF=y\n');
    expect(await olddefconfig(objects, words, path)).toBe(text);
  }, 180_000);
});

it('E1000E from allnoconfig, and a driver by its source file: both hold together', async () => {
  const objects = directoryOf('allno');
  const words = ['ARCH=x86_64'];
  const first = await fix({ words: [...words, '--defconfig', 'allnoconfig', 'E1000E=y', '--apply'], objects });
  expect(settings(first.answers[0]?.changes).sort()).toEqual(['NET=y', 'NETDEVICES=y', 'PCI=y']);
  const source = 'drivers/net/wireless/realtek/rtw88/rtw8822bu.c';
  const second = await fix({ words: [...words, 'build', source, '--keep', 'E1000E', '--apply'], objects });
  expect(settings(second.answers[0]?.changes)).toContain('RTW88_8822BU=y');
  const text = readFileSync(join(objects, '.config'), 'utf8');
  expect(text).toContain('\nCONFIG_E1000E=y\n');
  expect(await olddefconfig(objects, words, plain)).toBe(text);
  // `owner` follows the makefiles as test/differential/objects.test.ts compares them with make.
  const owner = await kgate(['owner', '-C', linux612(), '-O', objects, ...words, source, '--format', 'json'], {
    env: { PATH: plain, XDG_CACHE_HOME: join(scratch, 'cache') },
  });
  expect(JSON.parse(owner.stdout)).toMatchObject({ status: 'built' });
}, 240_000);

describe('--stops', () => {
  it.each([
    ['v3', 'DYNAMIC_FTRACE_WITH_REGS=n'],
    ['v2', 'DYNAMIC_FTRACE=n'],
  ])('of the arm64 ftrace series %s: %s', async (version, change) => {
    const tree = join(scratch, version);
    cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace', version), tree, { recursive: true });
    const words = ['fix', '--stops', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0', '-C', tree];
    const run = await kgate([...words, '--format', 'json'], { env: { XDG_CACHE_HOME: join(scratch, 'cache') } });
    const { answers, verdict } = JSON.parse(run.stdout) as FixResult;
    expect([verdict, settings(answers[0]?.changes)]).toEqual(['fixed', [change]]);
    expect(answers[0]?.changes[0]?.location?.file).toBe('arch/arm64/Makefile');
    expect(existsSync(join(tree, '.config'))).toBe(false);
  });
});
