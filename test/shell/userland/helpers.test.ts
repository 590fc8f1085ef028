import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost, processEnvironment } from '../../../src/host/node/node-host.ts';
import { systemNames } from '../../../src/host/node/system-names.ts';
import { locateProgram } from '../../../src/probe/locate.ts';
import { helperAnswer } from '../../../src/shell/userland/helpers.ts';

/** What is done in process under a policy gives what the real program gives. */
const host = createNodeHost({ env: { ...processEnvironment(), LC_ALL: 'C' } });
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-helpers-'));
  writeFileSync(join(directory, 'offsets.h'), '#define TSK_STACK_CANARY 1272 /* x */\n#define OTHER 7\n');
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function answers(argv: readonly string[], input: string) {
  const { env } = host;
  const request = { argv, cwd: directory, env, input };
  const location = locateProgram(host, argv[0] ?? '', env['PATH'] ?? '', directory);
  if (location.kind !== 'found') throw new Error(`${argv[0]} is not there`);
  return { ours: helperAnswer(request, { host, names: systemNames, program: location.path }), real: host.run(request) };
}

const versions =
  'gcc (Debian 12.2.0-14) 12.2.0\nCopyright (C) 2022 Free Software Foundation, Inc.\nLLVM version: 17.0.6\n\nabc/def.x86_64\n';
const subarch = [
  'sed',
  '-e',
  's/i.86/x86/',
  '-e',
  's/x86_64/x86/',
  '-e',
  '/^arm64$/!s/arm.*/arm/',
  '-e',
  's/aarch64.*/arm64/',
];

describe.each([
  [['uname'], ''],
  [['uname', '-m'], ''],
  [['uname', '-r'], ''],
  [['uname', '-s', '-n'], ''],
  [['uname', '-rvm'], ''],
  [['getconf', 'LFS_CFLAGS'], ''],
  [['getconf', 'LFS_LIBS'], ''],
  [['grep', '-E', 'LLVM.*[0-9]+\\.[0-9]+\\.[0-9]+'], versions],
  [['grep', '-c', 'o'], versions],
  [['grep', '-vn', '^gcc .*\\.'], versions],
  [['grep', '-qi', 'LLVM'], versions],
  [['grep', '-qi', 'nothing'], versions],
  [['grep', '-F', '(C)'], versions],
  // What would take a backtracking matcher for ever.
  [['grep', '-E', 'a*a*a*a*a*a*a*b'], `${'a'.repeat(200)}\n`.repeat(50)],
  [['sed', 's/a*a*a*a*\\(a*\\)b/<\\1>/'], `${'a'.repeat(200)}\nxaaab\n`.repeat(50)],
  [['grep', '-x', '[a-z]*/[a-z]*\\.x86_64'], versions],
  [['grep', '-e', '\\.0$'], versions],
  [['grep', 'a\\+'], versions],
  [subarch, 'x86_64\n'],
  [subarch, 'aarch64\n'],
  [subarch, 'armv7l\n'],
  [subarch, 'arm64\n'],
  [['sed', '-n', 's/^LLVM version: \\([0-9]*\\)\\..*/\\1/p'], versions],
  [['sed', '-E', 's,/,-,g'], versions],
  [['sed', 's|[^0-9.]*\\([0-9][0-9.]*\\).*|<\\1&>|'], versions],
  [['sed', '-e', 's/o/0/g', '-e', 's/0/o/'], versions],
  [['sed', 's/x*$/!/'], versions],
  [['grep', '-E', '(a|ab)(c|bcd)'], 'abcd\nxyz\n'],
  [
    ['grep', '-E', '-vw', '__GNUC_(MINOR_|PATCHLEVEL_)?_'],
    '#define __GNUC_MINOR__ 2\n#define __GNUC__ 12\n#define __GNUC_X__ 1\n',
  ],
  [['grep', '-w', 'a*b'], 'aab\naab_\nx aab-\nxaab b\n'],
  [['grep', '-Eq', '^#define (A|OTHER) [[:digit:]]+$', 'offsets.h'], ''],
  [['grep', '-c', 'd', 'offsets.h'], ''],
  [['grep', '-v', '--', '-x'], '-x\na\n'],
  [['sed', 'q'], versions],
  [['sed', '-n', '$s:// ::p'], 'a\n// 1234\n// 567\n'],
  [['sed', '$d'], 'a\nb\n'],
  [['sed', '-n', '-e', '$p', '-e', 's/^a/x/p'], 'ab\nab\n'],
  [['sed', '-e', 'y/abcdef/ABCDEF/', '-e', 's/[^A-Z0-9_]/_/g', '-e', 's/__/_/g'], 'fade/x-y.h\n'],
  [['sed', '-e', 's/\\t/ /g', '-e', 's/^ *# *define *X_//'], '#\tdefine\tX_A\n'],
  [['grep', '-m', '1', 'L'], versions],
  [['grep', '-v', '-m2', 'L'], versions],
  [['grep', '-c', '-m1', 'o'], versions],
  [['sort'], 'b\na\nB\n\na b\na-b\nab'],
  [['sort', '-u'], 'b\na\nb\n'],
  [['sort'], ''],
  [['sed', '-n', '/LLVM/{s/.*: //;p}'], versions],
  [['sed', '-e', 's/^/-/;s/;.*$//'], 'a/nofpu;@m4\nb;\n'],
  [
    ['sed', '-e', "s/^\\#define /-D'/", '-e', "s/ /'='/", '-e', "s/$/'/", '-e', 's/\\$/&&/g'],
    '#define A 1\n#define B $x$\n',
  ],
  [['sed', '-E', 's/(rv32ima|rv64ima)fd([^v_]*)v?/\\1\\2/'], 'rv64imafdcv_zicsr\nrv32imafd\nrv64imac\nrv128imafdv\n'],
  [
    ['sed', '-n', 's/^[[:space:]]*\\([^\\/]*\\/\\)*\\([^-]*\\)-[^[:space:]]*/\\2/p'],
    '/opt/x-y/bin/aarch64-linux-gnu-\n  arm-none-\ngcc\na-b c-d/e-f\n',
  ],
  [['sed', 's,[^\\/]*,<&>,'], 'a\\b/c\n'],
  [['sed', 's/[^\\/]*/<&>/'], 'a\\b/c\n'],
  [['sed', 's/a{2}/x/;s/b\\{1,2\\}/y/'], 'a{2}aabbb'],
  [['sed', 's/OTHER/x/', 'offsets.h'], ''],
  [
    ['awk', 'BEGIN { RS = ";" } /\\.localentry.*nop.*\\n[[:space:]]*nop/ { print $0 }'],
    'func: .localentry func,1 nop\n\t nop\n;x: nop\n\tnop\n; .localentry\n',
  ],
  [['awk', 'BEGIN { RS = "," } /[0-9]/ { print $2 }'], 'a b1,c\nd 2,'],
  [['tr', 'a-z', 'A-Z'], versions],
  [['tr', '[:upper:]', '[:lower:]'], versions],
  [['tr', '-d', '0-9'], versions],
  [['tr', 'abc', 'x'], versions],
  [['tr', '-', '_'], 'a-b-c\n'],
  [['wc', '-l'], versions],
  [['wc', '-c'], versions],
  [['awk', '{print $2}'], versions],
  [['awk', '/LLVM/ {print $3}'], versions],
  [['awk', '{if ($2 == "TSK_STACK_CANARY") print $3;}', 'offsets.h'], ''],
  [['awk', '{if ($2 == "TSK_STACK_CANARY") print $3;}', 'nowhere.h'], ''],
  [['awk', '{print $1}'], ''],
  [['awk', '!x[$0]++'], 'b\na\nb\nc\na\n'],
  [['awk', '!x[$0]++'], 'b\nb'],
  [['awk', '!x[$0]++'], ''],
  [['awk', '!x[$0]++ { print("fs/ext4/"$0) }'], 'b.o\na.o\nb.o\n'],
  [['true'], ''],
  [['false'], ''],
] as readonly (readonly [readonly string[], string])[])('%j', (argv, input) => {
  it('answers as the real one', () => {
    const { ours, real } = answers(argv, input);
    expect(ours).toEqual({ status: real.status, stdout: real.stdout, stderr: real.stderr });
  });
});

it.each([
  ['sed', 's/x/y/w out'],
  ['sed', 's/x/y/e'],
  ['sed', '1e touch out'],
  ['sed', '-i', 's/x/y/', 'offsets.h'],
  ['sed', 's/\\(a*\\)*/x/'],
  ['sed', 's/a*/x/g'],
  ['awk', 'BEGIN{system("touch out")}'],
  ['awk', '{print $1 > "out"}'],
  ['grep', '-f', 'offsets.h'],
  ['grep', 'x', 'nowhere.h'],
  ['grep', 'x', 'offsets.h', 'offsets.h'],
  ['sed', 's/x/y/', 'nowhere.h'],
  ['sed', '-E', 's/(a|ab)(c|bcd)/x/'],
  ['sed', 's/\\([^/]*\\/\\)*a/x/g'],
  ['awk', 'BEGIN { RS = "" } /a/ { print $0 }'],
  ['sed', 'y/ab/c/'],
  ['sed', '$!d'],
  ['sort', '-o', 'out'],
  ['uname', '-p'],
  ['getconf', 'PATH'],
  ['tr', '-cs', 'a-z', 'x'],
])('%j is left to the real program', (...argv) => {
  const request = { argv, cwd: directory, env: host.env, input: `${'a'.repeat(200)}\n` };
  expect(helperAnswer(request, { host, names: systemNames, program: '/usr/bin/mawk' })).toBe(null);
});
