/** Forty settings that a real tree loses, for nine reasons: one screenful and a half, with every setting. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linux612 } from '../support/kernel-source.ts';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';
import { pathWithout } from '../support/path-without.ts';

const cameras =
  'ALVIUM_CSI2 AR0521 GC0308 GC05A2 GC08A3 GC2145 HI556 HI846 HI847 IMX208 IMX214 IMX219 IMX258 IMX274 IMX283 IMX290 IMX296 ' +
  'IMX319 IMX334 IMX335 IMX355 IMX412 IMX415 MT9M001 MT9M111 MT9M114 MT9P031 MT9T112 MT9V011 MT9V032 MT9V111';

const lost: readonly (readonly [symbol: string, value: string])[] = [
  ['VIDEO_IR_I2C', 'y'],
  ...cameras.split(' ').map((name) => [`VIDEO_${name}`, 'm'] as const),
  ['PREEMPT_RT', 'y'],
  ['DEBUG_INFO_BTF', 'y'],
  ['RUST', 'y'],
  ['CFI_CLANG', 'y'],
  ['E1000EE', 'y'],
  ['USB_SERIAL_FTDI_SIO', 'y'],
  ['SND_SOC_IMX_SGTL5000', 'y'],
  ['IMX_SDMA', 'y'],
  ['LOG_BUF_SHIFT', '42'],
];
const kept = ['PRINTK=y', 'BLOCK=y', 'PROC_FS=y', 'SYSFS=y'];

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-forty-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('has every setting with its line, in at most 45 lines of 80 columns', async () => {
  const file = join(scratch, 'forty.config');
  const lines = [...kept.map((one) => `CONFIG_${one}`), ...lost.map(([symbol, value]) => `CONFIG_${symbol}=${value}`)];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const PATH = pathWithout(['bindgen', 'pahole'], join(scratch, 'bin'));
  const env = { ...kgateEnvironment({ XDG_CACHE_HOME: join(scratch, 'cache') }), PATH, COLUMNS: '80' };
  const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', '--config', file, 'prepare'];
  const run = await execa(node, [launcher, 'check', ...words], {
    cwd: linux612(),
    env,
    extendEnv: false,
    reject: false,
  });
  const text = run.stdout;
  expect(run.exitCode, run.stderr).toBe(1);
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(45);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  for (const [symbol] of lost)
    expect(text).toContain(`${symbol} :${lines.findIndex((one) => one.startsWith(`CONFIG_${symbol}=`)) + 1}`);
  expect(text).toContain('MODULES');
  expect(text).toMatch(/bindgen >= [\d.]+ is not installed/);
  expect(text).toMatch(/PREEMPT_RT :\d+ +EXPERT is off\n +fix {2}EXPERT=y +tested/);
  expect(text).toMatch(/E1000EE :\d+ +this tree has no such symbol; did you mean\n? +CONFIG_E1000E/);
});
