/** Host programs of real trees whose headers are not there: what kgate finds first and what make stops at. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compilerWithout } from '../../support/hidden-headers.ts';
import { oracle } from '../../support/kernel-source.ts';
import { kgate, kgateEnvironment } from '../../support/kgate.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-host-trees-')));
afterAll(() => rmSync(root, { recursive: true }));

const minutes = (count: number): number => count * 60_000;

interface Case {
  readonly name: string;
  readonly tree: 'linux-6.12' | 'u-boot';
  readonly config: string;
  /** Lines that are added to the configuration. */
  readonly lines?: readonly string[];
  readonly goal: string;
  readonly hidden: readonly string[];
  /** Headers of the first finding. */
  readonly names: readonly string[];
  /** Line that takes it in. */
  readonly file: string;
}

const objtool = ['CONFIG_64BIT=y', 'CONFIG_EXPERT=y', 'CONFIG_UNWINDER_ORC=y'];
const keyring = [
  'CONFIG_EXPERT=y',
  'CONFIG_KEYS=y',
  'CONFIG_CRYPTO=y',
  'CONFIG_ASYMMETRIC_KEY_TYPE=y',
  'CONFIG_ASYMMETRIC_PUBLIC_KEY_SUBTYPE=y',
  'CONFIG_X509_CERTIFICATE_PARSER=y',
  'CONFIG_SYSTEM_TRUSTED_KEYRING=y',
];

/** test/provoked/host-programs.test.ts has objtool of 6.1, sign-file and elf.h. */
const cases: readonly Case[] = [
  {
    name: 'objtool',
    tree: 'linux-6.12',
    config: 'tinyconfig',
    lines: objtool,
    goal: 'tools/objtool',
    hidden: ['gelf.h', 'libelf.h'],
    names: ['gelf.h'],
    file: 'tools/objtool/include/objtool/elf.h',
  },
  {
    name: 'resolve_btfids',
    tree: 'linux-6.12',
    config: 'tinyconfig',
    goal: 'tools/bpf/resolve_btfids',
    hidden: ['gelf.h', 'libelf.h'],
    names: ['libelf.h'],
    file: 'tools/lib/bpf/libbpf.c',
  },
  {
    name: 'extract-cert',
    tree: 'linux-6.12',
    config: 'tinyconfig',
    lines: keyring,
    goal: 'certs/',
    hidden: ['openssl'],
    names: ['openssl/bio.h'],
    file: 'certs/extract-cert.c',
  },
  {
    name: 'tools of U-Boot',
    tree: 'u-boot',
    config: 'tools-only_defconfig',
    goal: 'tools-only',
    hidden: ['openssl'],
    names: ['openssl/evp.h'],
    file: 'include/image.h',
  },
];

test.each(cases)(
  '$name',
  async ({ config, file, goal, hidden, lines = [], name, names, tree: treeName }) => {
    const { tree } = oracle(treeName);
    const directory = join(root, name.replaceAll(' ', '-'));
    const [objects, built] = [join(directory, 'o'), join(directory, 'b')];
    mkdirSync(objects, { recursive: true });
    const make = (place: string, words: readonly string[]) =>
      spawnSync('/bin/sh', ['-c', `exec make -C ${tree} O=${place} ${words.join(' ')} 2>&1`], {
        env: kgateEnvironment(),
        encoding: 'latin1',
        maxBuffer: 1 << 28,
      });
    make(objects, [config]);
    if (lines.length > 0) {
      const path = join(objects, '.config');
      const own = lines.map((line) => line.slice(0, line.indexOf('=')));
      const kept = readFileSync(path, 'latin1')
        .split('\n')
        .filter((line) => !own.some((symbol) => line.startsWith(`${symbol}=`) || line === `# ${symbol} is not set`));
      writeFileSync(path, [...kept, ...lines, ''].join('\n'));
      make(objects, ['olddefconfig']);
    }
    const compiler = compilerWithout(join(directory, 'c'), hidden);
    cpSync(objects, built, { recursive: true, preserveTimestamps: true });
    const words = [`HOSTCC=${compiler}`];
    const { stdout } = await kgate(
      ['check', '-C', tree, `O=${objects}`, ...words, '--goal', goal, '--format', 'json'],
      { env: { XDG_CACHE_HOME: join(root, 'cache') }, timeoutMs: minutes(4) },
    );
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; message: string; args: unknown }[] };
    const [first] = diagnostics.filter(({ code }) => code.startsWith('make/'));
    expect(first?.code).toBe('make/missing-header');
    expect(first?.args).toMatchObject({ kind: 'header', names, file: join(tree, file) });
    const real = make(built, [...words, goal]);
    expect(real.status).not.toBe(0);
    const printed = real.stdout.replaceAll(`${built}/`, `${objects}/`);
    const message = first?.message ?? '';
    expect(printed).toContain(`${message}\n`);
    // It is the first stop of make.
    expect(printed.indexOf(': *** [')).toBeGreaterThanOrEqual(printed.indexOf(message));
    expect(existsSync(join(objects, 'scripts/mod/modpost'))).toBe(false);
  },
  minutes(8),
);
