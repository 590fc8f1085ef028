/**
 * Records profiles/*.json again from the compilers of this machine (Debian 12's), except gcc-7.5.0, which no
 * Debian release still has: scripts/import-profile.ts takes that one over from a record made elsewhere.
 *
 *   npx tsx scripts/record-profiles.ts [NAME…]
 *
 * The kernels whose questions are recorded are those `npm test` unpacks.
 */
import { writeFileSync } from 'node:fs';
import { recordToolchain } from '../src/api/probe/record.ts';
import { createNodeHost } from '../src/host/node/node-host.ts';
import { linux612, oracle } from '../test/support/kernel-source.ts';

/** Profiles by name: further names, and how make would be called. */
const profiles: Readonly<Record<string, { readonly aliases: readonly string[]; readonly words: string }>> = {
  'gcc-11': {
    aliases: ['gcc-11-aarch64', 'gcc-11.3', 'gcc-11.3.0', 'gcc-11.3.0-aarch64'],
    words: 'ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc-11',
  },
  'gcc-12': {
    aliases: ['gcc-12-aarch64', 'gcc-12.2', 'gcc-12.2.0', 'gcc-12.2.0-aarch64'],
    words: 'ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-',
  },
  'gcc-12-x86_64': {
    aliases: ['gcc-12', 'gcc-12.2', 'gcc-12.2.0', 'gcc-12.2.0-x86_64'],
    words: 'ARCH=x86_64 ARCH=i386',
  },
  'clang-14-aarch64': {
    aliases: ['clang-14', 'clang-14.0', 'clang-14.0.6', 'clang-14.0.6-aarch64'],
    words: 'ARCH=arm64 LLVM=1',
  },
  'clang-14-x86_64': {
    aliases: ['clang-14', 'clang-14.0', 'clang-14.0.6', 'clang-14.0.6-x86_64'],
    words: 'ARCH=x86_64 LLVM=1',
  },
  'avr-gcc-5.4.0': {
    aliases: ['avr-gcc-5', 'avr-gcc-5.4'],
    words: 'ARCH=arm64 CROSS_COMPILE=avr-',
  },
};

const wanted = process.argv.slice(2);
const host = createNodeHost({ env: { PATH: '/usr/bin:/bin', HOME: process.env['HOME'] ?? '' } });
for (const [name, { aliases, words }] of Object.entries(profiles)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const result = recordToolchain({
    host,
    runBatch: (requests) => requests.map((request) => host.run(request)),
    name,
    trees: [linux612(), oracle('linux-6.1').tree],
    variables: words.split(' ').map((word) => {
      const [variable = '', value = ''] = word.split('=');
      return { name: variable, value };
    }),
    cc: null,
  });
  const text = result.text.replace('"aliases": []', `"aliases": ${JSON.stringify(aliases)}`);
  writeFileSync(new URL(`../profiles/${name}.json`, import.meta.url), Buffer.from(text, 'latin1'));
  process.stdout.write(`${name}: ${result.flags} flags, ${result.answers} answers\n`);
  for (const note of result.notes) process.stdout.write(`  ${note}\n`);
}
