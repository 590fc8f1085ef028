import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { applyHunks, untouched } from '../../../src/lint/patch/apply-patch.ts';
import { readPatches } from '../../../src/lint/patch/mail.ts';
import { parseDiff } from '../../../src/lint/patch/parse-patch.ts';
import { applySeries } from '../../../src/lint/patch/series.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-patch-'));
  git(['init', '-q']);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
function git(words: readonly string[], input = ''): { status: number; stdout: string } {
  try {
    const stdout = execFileSync('git', words, {
      cwd: directory,
      env,
      encoding: 'latin1',
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return { status: 0, stdout };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, stdout };
  }
}

/** What git diff says about two texts. */
function diffOf(before: string, after: string, context: number): string {
  writeFileSync(join(directory, 'a.txt'), before, 'latin1');
  writeFileSync(join(directory, 'b.txt'), after, 'latin1');
  return git(['diff', '--no-index', '--no-color', `-U${context}`, 'a.txt', 'b.txt']).stdout.replaceAll(
    'b.txt',
    'a.txt',
  );
}

const line = fc.constantFrom('a', 'b', 'c', '', '\tx', 'end \r', '-- ', '@@ -1 +1 @@', '\u00e4');
const text = fc
  .array(line, { maxLength: 14 })
  .chain((lines) => fc.boolean().map((ends) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : '')));

describe('against git apply', () => {
  it('a diff gives the new text, and every added line has its owner', { timeout: 240_000 }, () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 1, 3), (before, after, context) => {
        const [file] = parseDiff(diffOf(before, after, context), 'd');
        const result = applyHunks(untouched(before), file?.hunks ?? [], 7);
        if ('hunk' in result) throw new Error('does not apply');
        expect(result.lines.join('')).toBe(after);
        const added = (file?.hunks ?? []).flatMap(({ lines }) => lines.filter(({ kind }) => kind === '+')).length;
        expect(result.owners.filter((owner) => owner === 7)).toHaveLength(added);
      }),
      { numRuns: 40 },
    );
  });

  it('on another text the same patches apply, with the same result', { timeout: 240_000 }, () => {
    let applied = 0;
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 0, max: 3 }), (before, after, extra, way) => {
        const diff = diffOf(before, after, 3);
        fc.pre(diff !== '' && before !== '' && after !== '');
        const other =
          way === 0
            ? extra
            : way === 1
              ? `${extra}\n${before}`
              : way === 2
                ? `${before}${extra}`
                : before.replace('b', 'c');
        writeFileSync(join(directory, 'a.txt'), other, 'latin1');
        const { status } = git(['apply', '--whitespace=nowarn', '-'], diff);
        const [file] = parseDiff(diff, 'd');
        // git takes hunks without context with --unidiff-zero only.
        fc.pre(file?.hunks.every(({ lines }) => lines.some(({ kind }) => kind === ' ')) === true);
        const result = applyHunks(untouched(other), file?.hunks ?? [], 0);
        expect('hunk' in result ? 1 : 0).toBe(status === 0 ? 0 : 1);
        if ('hunk' in result) return;
        applied++;
        expect(result.lines.join('')).toBe(readFileSync(join(directory, 'a.txt'), 'latin1'));
      }),
      { numRuns: 60, seed: 5 },
    );
    expect(applied).toBeGreaterThan(2);
  });
});

describe('forms', () => {
  it('new, renamed, copied, removed, binary and linked files, names in quotes, times', () => {
    const parts = [
      'diff --git a/new b/new\nnew file mode 100644\nindex 000..111\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+x\n',
      'diff --git a/old b/old\ndeleted file mode 100644\n--- a/old\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n',
      'diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n',
      'diff --git a/x b/z\nsimilarity index 90%\ncopy from x\ncopy to z\n--- a/x\n+++ b/z\n@@ -1 +1 @@\n-x\n+z\n',
      'diff --git "a/\\303\\244 \\"q\\"" "b/\\303\\244 \\"q\\""\nold mode 100644\nnew mode 100755\n',
      'diff --git a/bin b/bin\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQ%\n\nliteral 0\nHcmV?d00001\n\n',
      'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+to\n\\ No newline at end of file\n',
      '--- old/p\t2020-01-01 00:00:00 +0000\n+++ new/p\t2020-01-01 00:00:00 +0000\n@@ -1 +1 @@\n-a\n+b\n',
      '--- old/q\t1970-01-01 00:00:00 +0000\n+++ new/q\t2020-01-01 00:00:00 +0000\n@@ -0,0 +1 @@\n+b\n',
    ];
    const files = parseDiff(parts.join(''), 'd');
    expect(
      files.map(({ hunks, isBare, isCopy, isOpaque, newPath, oldPath }) => [
        oldPath,
        newPath,
        hunks.length,
        isBare,
        isCopy,
        isOpaque,
      ]),
    ).toEqual([
      [null, 'b/new', 1, false, false, false],
      ['a/old', null, 1, false, false, false],
      ['x', 'y', 0, true, false, false],
      ['x', 'z', 1, true, true, false],
      ['a/\u00c3\u00a4 "q"', 'b/\u00c3\u00a4 "q"', 0, false, false, false],
      ['a/bin', 'b/bin', 0, false, false, true],
      [null, 'b/l', 1, false, false, true],
      ['old/p', 'new/p', 1, false, false, false],
      [null, 'new/q', 1, false, false, false],
    ]);
  });

  it('a hunk without its end is an error with its line', () => {
    expect(() => parseDiff('--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n', 'd')).toThrow('d:3: the hunk has other lines');
    expect(() => parseDiff('--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n*b\n', 'd')).toThrow('d:3: ');
  });

  it('mails: encodings, continued subjects, CR LF, order, a cover letter', () => {
    const diff = (name: string): string => `--- a/${name}\n+++ b/${name}\n@@ -0,0 +1 @@\n+x=${name}\n`;
    const from = 'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n';
    const quoted = diff('two').replaceAll('=', '=3D').replace('+x', '+=\nx');
    const mails = [
      `${from}From: a@b\nSubject: [PATCH v2 2/3]\n =?UTF-8?q?lib:_=C3=A4?= =?UTF-8?B?w7Y=?=\nContent-Transfer-Encoding: quoted-printable\n\nWords.\n---\n${quoted}-- \n2.39\n\n`,
      `${from}Subject: [PATCH v2 0/3] cover\n\nWords.\n\n`,
      `${from}Subject: [PATCH v2 1/3] one\nContent-Transfer-Encoding: base64\n\n${Buffer.from(diff('one')).toString('base64')}\n\n`,
      `${from}Subject: [PATCH v2 3/3] a long\n subject\n\n${diff('three')}`.replaceAll('\n', '\r\n'),
    ];
    const patches = readPatches(mails.join(''), 'm');
    expect(patches.map(({ number, subject, total }) => [number, total, subject])).toEqual([
      [1, 3, 'one'],
      [2, 3, 'lib: \u00c3\u00a4\u00c3\u00b6'],
      [3, 3, 'a long subject'],
    ]);
    expect(patches.map(({ files }) => files[0]?.hunks[0]?.lines)).toEqual(
      ['one', 'two', 'three'].map((name) => [{ kind: '+', text: `x=${name}\n` }]),
    );
  });

  it('the output of git show has its subject, a quilt patch with Index lines none', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    const [shown] = readPatches(`commit 0123456789\nAuthor: a\n\n    words: here\n\n    more\n\n${diff}`, 's');
    expect(shown?.subject).toBe('words: here');
    const [quilt] = readPatches(`Index: t/x\n=====\n${diff}`, 'q');
    expect([quilt?.subject, quilt?.files.length]).toEqual([null, 1]);
  });
});

describe('a series', () => {
  const host = createMemoryHost({ files: { Kconfig: 'a\nb\nc\n', 'lib/x': '1\n' }, cwd: '/t' });
  const diff = (path: string, hunk: string, to = path): string => `--- a/${path}\n+++ b/${to}\n${hunk}`;

  it('later patches change lines of earlier ones, which then are theirs; files move and go', () => {
    const first = diff('Kconfig', '@@ -1,3 +1,5 @@\n a\n+new1\n+new2\n b\n c\n');
    const second = `diff --git a/Kconfig b/K2\nsimilarity index 50%\nrename from Kconfig\nrename to K2\n${diff('Kconfig', '@@ -1,4 +1,4 @@\n a\n-new1\n+newer\n new2\n b\n', 'K2')}`;
    const third =
      'diff --git a/lib/x b/lib/x\ndeleted file mode 100644\n--- a/lib/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n';
    const patches = [first, second, third].flatMap((text, at) => readPatches(text, `${at}`));
    const { changed, host: seen } = applySeries(host, '.', patches);
    expect(seen.readFile('K2')).toBe('a\nnewer\nnew2\nb\nc\n');
    expect([seen.stat('Kconfig'), seen.stat('lib/x')]).toEqual([undefined, undefined]);
    expect([...changed].map(([path, lines]) => [path, [...lines]])).toEqual([
      [
        'K2',
        [
          [2, 1],
          [3, 0],
        ],
      ],
    ]);
    expect(host.readFile('Kconfig')).toBe('a\nb\nc\n');
  });

  it('a new file that is there already does not apply', () => {
    const text = '--- /dev/null\n+++ b/lib/x\n@@ -0,0 +1 @@\n+1\n';
    expect(() => applySeries(host, '.', readPatches(text, 'p'))).toThrow(
      'p does not apply: lib/x is in the tree already',
    );
  });
});
