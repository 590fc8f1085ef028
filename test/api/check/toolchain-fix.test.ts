import { expect, it } from 'vitest';
import { canBuild, namedToolchainFix, otherRecords, toolchainFix } from '../../../src/api/check/toolchain-fix.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { listProfiles, loadProfile } from '../../../src/probe/index.ts';
import { repository } from '../../support/kgate.ts';

const options = { host: createNodeHost(), profilesDirectory: `${repository}/profiles` };
const profiles = listProfiles(options).map(({ name }) => loadProfile(name, options));

it.each([
  ['aarch64-linux-gnu', 'arm64', true],
  ['x86_64-linux-gnu', 'x86', true],
  ['avr', 'arm64', false],
])('a compiler for %s can build for %s: %s', (target, srcarch, expected) => {
  expect(canBuild({ target }, srcarch)).toBe(expected);
});

it('the other records are those for the architecture, without the one in use', () => {
  const [first, ...rest] = profiles.filter((profile) => canBuild(profile, 'arm64'));
  if (first === undefined) throw new Error('no profile for arm64');
  expect(otherRecords({ profile: first, otherProfiles: () => profiles }, 'arm64')).toEqual(rest);
  expect(otherRecords({ profile: null }, 'arm64')).toEqual([]);
});

it('a fix is verified only with a toolchain that was tried', () => {
  expect(namedToolchainFix('use gcc', [])).toEqual(toolchainFix('use gcc', false));
  expect(namedToolchainFix('use gcc', ['a', 'b'])).toEqual(toolchainFix('use gcc: a or b', true));
});
