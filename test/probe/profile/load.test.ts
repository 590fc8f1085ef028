import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { listProfiles, loadProfile } from '../../../src/probe/profile/load.ts';
import { parseProfile } from '../../../src/probe/profile/parse.ts';

const profilesDirectory = fileURLToPath(new URL('../../../profiles', import.meta.url));
const schemaFile = fileURLToPath(new URL('../../../docs/schema/profile.schema.json', import.meta.url));
const options = { host: createNodeHost(), profilesDirectory };
const texts = readdirSync(profilesDirectory)
  .filter((name) => name.endsWith('.json'))
  .map((name): [string, string] => [name, readFileSync(`${profilesDirectory}/${name}`, 'utf8')]);
const validate = new Ajv().compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

/** A small profile in order; cases change one thing. */
const sample = {
  schemaVersion: 1,
  name: 'gcc-9',
  aliases: ['nine'],
  vendor: 'gcc',
  version: '9.3.0',
  target: 'arm-linux-gnueabi',
  driver: 'arm-linux-gnueabi-gcc',
  method: 'by hand',
  versionOutput: 'arm-linux-gnueabi-gcc (GCC) 9.3.0\n',
  dumpVersion: '9.3.0',
  assembler: 'GNU assembler (GNU Binutils) 2.34',
  linker: 'GNU ld (GNU Binutils) 2.34',
  predefined: { __GNUC__: '9' },
  flags: { accepted: ['-Wall'], rejected: { '-fno': 'no' }, documented: [] },
};

describe('profiles that come with kgate', () => {
  it.each(texts)('%s matches the schema and is read', (_, text) => {
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(parseProfile(text)).toHaveProperty('profile');
  });

  it.each([
    ['gcc-7.5.0', '7.5.0'],
    ['gcc-7', '7.5.0'],
    ['gcc-11', '11.3.0'],
    ['gcc-12', '12.2.0'],
    ['gcc-12.2.0', '12.2.0'],
    ['gcc-12-aarch64', '12.2.0'],
  ])('%s is version %s', (name, version) => {
    expect(loadProfile(name, options)).toMatchObject({ version, target: 'aarch64-linux-gnu', vendor: 'gcc' });
  });

  it('are listed, each under one name', () => {
    const names = listProfiles(options).map(({ name }) => name);
    expect(names).toEqual([
      'avr-gcc-5.4.0',
      'clang-14-aarch64',
      'clang-14-x86_64',
      'gcc-11',
      'gcc-12',
      'gcc-12-x86_64',
      'gcc-7.5.0',
    ]);
  });

  it.each([
    ['gcc-12', 'x86_64', 'gcc-12-x86_64'],
    ['gcc-12', 'arm64', 'gcc-12'],
    ['gcc-12', null, 'gcc-12'],
    ['clang-14', 'arm64', 'clang-14-aarch64'],
    ['clang-14', 'i386', 'clang-14-x86_64'],
    ['gcc-11', 'x86_64', 'gcc-11'],
  ])('%s with ARCH=%s is %s', (name, arch, expected) => {
    expect(loadProfile(name, { ...options, arch }).name).toBe(expected);
  });

  it.each([
    ['clang-14', null],
    ['clang-14', 'riscv'],
  ])('%s with ARCH=%s is ambiguous', (name, arch) => {
    expect(() => loadProfile(name, { ...options, arch })).toThrow(
      /several profiles .*: clang-14-aarch64, clang-14-x86_64/,
    );
  });
});

describe('loading', () => {
  it('names the known profiles when there is none of that name', () => {
    const error = catchUsage(() => loadProfile('gcc-99', options));
    expect(error).toMatchObject({ code: 'probe/no-such-profile' });
    expect(error.hint).toContain('gcc-7.5.0');
    expect(catchUsage(() => loadProfile('../nope.json', options)).code).toBe('probe/no-such-profile');
  });

  it('takes a file, and says in which file what is wrong', () => {
    const host = createMemoryHost({ files: { 'own.json': JSON.stringify(sample), 'bad.json': '{', dir_json: '' } });
    const own = { host, profilesDirectory: '/none' };
    expect(loadProfile('own.json', own).name).toBe('gcc-9');
    const error = catchUsage(() => loadProfile('./bad.json', own));
    expect(error.code).toBe('probe/bad-profile');
    expect(error.message).toMatch(/^\.\/bad\.json: not JSON: /);
    expect(catchUsage(() => loadProfile('gcc-12', own)).hint).toBe('no profiles in /none');
  });

  it.each<[string, object, RegExp]>([
    ['another version of the form', { schemaVersion: 2 }, /schemaVersion is 2/],
    ['a field that is not known', { extra: 1 }, /unknown field 'extra'/],
    ['a missing text', { target: '' }, /'target' is not a text/],
    ['a wrong vendor', { vendor: 'tcc' }, /vendor/],
    ['a wrong version', { version: '9' }, /version/],
    ['aliases that are no list', { aliases: 'a' }, /aliases/],
    ['macros that are no texts', { predefined: { a: 1 } }, /predefined/],
    ['flags without words', { flags: { accepted: [], rejected: { '-a': 1 }, documented: [] } }, /rejected/],
    ['a flag that is none', { flags: { accepted: ['Wall'], rejected: {}, documented: [] } }, /'Wall' is not a flag/],
    ['flags that are no object', { flags: [] }, /flags/],
  ])('refuses %s, as the schema does', (_, change, problem) => {
    const value = { ...sample, ...change };
    expect(parseProfile(JSON.stringify(value))).toEqual({ problem: expect.stringMatching(problem) });
    expect(validate(value)).toBe(false);
  });

  it('takes the sample, as the schema does', () => {
    expect(parseProfile(JSON.stringify(sample))).toHaveProperty('profile');
    expect(validate(sample), JSON.stringify(validate.errors)).toBe(true);
  });
});

function catchUsage(action: () => unknown): UsageError {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
