import { describe, expect, test } from 'vitest';
import { packageFix } from '../../../src/api/check/package-fix.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { listPackages, packageFor } from '../../../src/kernel/stops/packages.ts';

const hostOf = (release: string) => createMemoryHost({ files: { '/etc/os-release': release } });

describe('the package for this machine', () => {
  // Source: os-release(5): ID and ID_LIKE, quoted or not.
  test.each([
    ['ID=debian\n', 'apt install xz-utils'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'apt install xz-utils'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install xz'],
    ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'zypper install xz'],
    ['ID=arch\n', 'pacman -S xz'],
    ['ID=alpine\n', 'apk add xz'],
    ['ID=nixos\n', null],
    ['', null],
  ])('%j', (release, command) => {
    expect(packageFor({ kind: 'program', name: 'xz' }, hostOf(release))?.command ?? null).toBe(command);
  });
});

// Source: apt-file's and the distributions' indexes: libc6-dev-arm64-cross, cross-aarch64-glibc-devel, aarch64-linux-gnu-glibc.
test.each([
  ['header', 'stdio.h', 'aarch64-linux-gnu-gcc', 'ID=debian\n', 'apt install libc6-dev-arm64-cross'],
  [
    'header',
    'linux/types.h',
    '/usr/bin/arm-linux-gnueabihf-gcc-12',
    'ID=debian\n',
    'apt install linux-libc-dev-armhf-cross',
  ],
  ['library', 'crypt', 'aarch64-linux-gnu-gcc', 'ID=debian\n', null],
  ['library', 'elf', 'powerpc64le-linux-gnu-gcc', 'ID=debian\n', 'apt install libelf-dev:ppc64el'],
  ['header', 'stdio.h', 'aarch64-linux-gnu-gcc', 'ID=arch\n', 'pacman -S aarch64-linux-gnu-glibc'],
  ['header', 'stdio.h', 'aarch64-linux-gnu-gcc', 'ID=fedora\n', null],
  ['header', 'stdio.h', 'gcc', 'ID=debian\n', 'apt install libc6-dev'],
] as const)(
  'what a cross compiler looks for is of another machine: %s %s for %s',
  (kind, name, compiler, release, command) => {
    expect(packageFor({ kind, name, compiler }, hostOf(release))?.command ?? null).toBe(command);
  },
);

test('all distributions in one line', () => {
  const found = packageFor({ kind: 'program', name: 'pahole' }, hostOf(''));
  expect(found === null ? null : listPackages(found.names)).toBe(
    'pahole (Debian, Arch, Alpine), dwarves (Fedora, openSUSE)',
  );
});

test('a fix is for a person, and was not tried', () => {
  expect(packageFix({ kind: 'python-module', name: 'elftools' }, hostOf('ID=debian\n'))).toMatchObject({
    kind: 'package',
    safety: 'manual',
    verified: false,
    commands: ['apt install python3-pyelftools'],
  });
  const unknown = packageFix({ kind: 'program', name: 'vendor-tool' }, hostOf('ID=debian\n'));
  expect(unknown).toMatchObject({ title: 'install vendor-tool', verified: false });
  expect(unknown.commands).toBeUndefined();
});
