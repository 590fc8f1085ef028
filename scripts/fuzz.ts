/**
 * `npm run fuzz`: inputs at random for everything that reads what others wrote: crashes, hangs, time that grows
 * faster than the input, results that differ between two readings. What it finds is made small and stored.
 *
 *   npm run fuzz -- [--minutes N] [--count N] [--seed S] [--from N] [--only TARGET] [--store DIR]
 *
 * Without limit it runs for two minutes. Seeds are the fixtures, and the kernel trees that `npm test` brings where they
 * are there. Exit status: 0 nothing was found, 1 something was, 2 it could not be run.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileNameOf, fuzz } from '../test/fuzz/fuzz.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    store: { type: 'string', default: 'test/fuzz/cases' },
  },
});

const root = join(import.meta.dirname, '..');
const cache = process.env['KGATE_TEST_CACHE'] ?? join(homedir(), '.cache/kgate-test');
const directories = [
  join(root, 'kconfig-fixtures'),
  join(root, 'test'),
  join(root, 'profiles'),
  ...[
    'linux-6.12/scripts',
    'linux-6.12/kernel',
    'linux-6.12/arch/arm64',
    'busybox-1.35.0',
    'u-boot-2023.01/arch/arm',
  ].map((name) => join(cache, name)),
].filter((directory) => existsSync(directory));

const start = Date.now();
const isLimited = values.minutes !== undefined || values.count !== undefined;
const minutes = values.minutes !== undefined ? Number(values.minutes) : isLimited ? undefined : 2;
let shown = 0;
const { findings, inputs } = await fuzz({
  seed: Number(values.seed),
  from: Number(values.from),
  count: Number(values.count ?? Number.MAX_SAFE_INTEGER),
  ...(minutes !== undefined && { minutes }),
  only: values.only,
  seedDirectories: directories,
  onFinding(finding) {
    mkdirSync(values.store, { recursive: true });
    const file = join(values.store, fileNameOf(finding));
    writeFileSync(file, `${JSON.stringify(finding, null, 2)}\n`);
    process.stdout.write(`${finding.kind} in ${finding.target}: ${finding.what}\n  ${file}\n`);
  },
  onProgress(done) {
    if (Date.now() - shown < 30_000) return;
    shown = Date.now();
    process.stderr.write(`${done} inputs in ${((shown - start) / 1000).toFixed(0)} s\n`);
  },
});
const seconds = ((Date.now() - start) / 1000).toFixed(0);
process.stdout.write(`fuzz: ${inputs} inputs in ${seconds} s, ${findings} findings, seed ${values.seed}\n`);
process.exitCode = findings === 0 ? 0 : 1;
