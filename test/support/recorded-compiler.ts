/**
 * A program in the place of a compiler that is not here: it answers what its record has, to the real make and conf. Its
 * assembler, linker and other tools are the machine's, which have to be of the recorded versions. A question without a record is written
 * down and fails with status 99. It shares no code with kgate's own replay.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A directory for the front of PATH, and what was asked without a record. */
export interface RecordedCompiler {
  readonly directory: string;
  /** Calls without an answer, one a line. */
  unanswered(): string[];
  /** Compilations that the record refused, one a line: the flag. */
  refused(): string[];
}

const program = `#!${process.execPath}
'use strict';
const { createHash } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { record, log, refusals, tool } = JSON.parse(fs.readFileSync(__filename + '.json', 'utf8'));
const args = process.argv.slice(2);
const say = (status, stdout, stderr) => {
  if (stdout) fs.writeSync(1, Buffer.from(stdout, 'latin1'));
  if (stderr) fs.writeSync(2, Buffer.from(stderr, 'latin1'));
  process.exit(status);
};
const unanswered = (why) => {
  fs.appendFileSync(log, why + ': ' + args.join(' ') + '\\n');
  say(99, '', 'no record: ' + why + '\\n');
};
const named = (text) => (text || '').replaceAll('<name>', record.driver).replaceAll('<toolchain>', '/toolchain');

// The words that say what is done, and the flags.
let mode = 'link', language = null, output = null;
const inputs = [], flags = [], macros = [];
const questions = args.filter((word) => /^(--version|-v|-dump|--?print-)/.test(word));
for (let at = 0; at < args.length; at++) {
  const word = args[at];
  if (word === '-c' || word === '-S' || word === '-E') mode = word;
  else if (word === '-o') output = args[++at];
  else if (word === '-x') language = args[++at];
  else if (word === '-D' || word === '-U' || word === '-I' || word === '-isystem' || word === '-include') macros.push(word + args[++at]);
  else if (/^-[DUI]/.test(word)) macros.push(word);
  else if (word === '--param' || word === '-mllvm') flags.push(word + ' ' + args[++at]);
  else if (word === '-' || !word.startsWith('-')) inputs.push(word);
  else flags.push(word);
}
const input = inputs.includes('-') ? fs.readFileSync(0) : Buffer.alloc(0);
const digest = input.length === 0 ? undefined : createHash('sha1').update(input).digest('hex').slice(0, 16);
const made = () => {
  if (output === null || output === '-' || output === '/dev/null') return;
  // An object of the same machine and without content.
  const kind = mode === '-c' ? ['-c'] : mode === '-S' ? ['-S'] : ['-nostdlib', '-shared'];
  spawnSync(tool, [...kind, '-x', 'c', '/dev/null', '-o', output], { stdio: 'ignore' });
};

const form = args.map((word, at) => (args[at - 1] === '-o' && word !== '/dev/null' && word !== '-' ? '<out>' : word));
const same = record.answers.find((one) => one.tool === 'compiler' && one.input === digest && JSON.stringify(one.args) === JSON.stringify(form));
if (same !== undefined) {
  if (same.status === 0) made();
  say(same.status, named(same.stdout), named(same.stderr));
}
if (questions.length > 0 || inputs.length === 0) {
  const [question] = questions;
  if (question === '-dumpmachine') say(0, record.target + '\\n', '');
  if (question === '-dumpversion') say(0, record.dumpVersion + '\\n', '');
  unanswered('question');
}
// The assembler is the recorded one: a text for it needs no compiler.
if (/^assembler/.test(language || '') && mode === '-c') {
  const own = flags.filter((flag) => flag !== '-mabi=lp64');
  const done = spawnSync(tool, args, { input });
  if (own.every((flag) => /^-(Wa,|Werror$|g|fno-PIE$|f)/.test(flag) || record.flags.accepted.includes(flag))) say(done.status, done.stdout, done.stderr);
  unanswered('assembler');
}
// An option that the driver does not know is refused whatever is compiled.
const refuse = (isOfDriver) => {
  for (const flag of flags) {
    // The driver does not know the name of such an option, whatever directory stands behind it.
    const refusal = record.flags.rejected[flag] ?? record.flags.rejected[flag.replace(/(-prefix-map=)\\/.*\\/=$/, '$1/x/=')];
    if (refusal === undefined || (isOfDriver && !refusal.includes('error: unrecognized command line option'))) continue;
    fs.appendFileSync(refusals, flag + '\\n');
    say(1, '', refusal + '\\n');
  }
};
refuse(true);
if (language !== null && language !== 'c') unanswered('language');
const isEmpty = inputs.every((name) => name === '/dev/null' || (name === '-' && input.length === 0));
if (!isEmpty) unanswered('source text');
if (mode === '-E' && output === null && !args.includes('-dM')) unanswered('preprocessing');
refuse(false);
// Warnings of these are errors, or they change nothing about a text without content.
const harmless = new Set(['-Werror', '-w', '-P', '-nostdinc', '-pipe', '-nostdlib']);
const unknown = flags.find((flag) => !harmless.has(flag) && !record.flags.accepted.includes(flag));
if (unknown !== undefined) unanswered('flag ' + unknown);
made();
if (args.includes('-dM')) say(0, Object.entries(record.predefined).map(([name, value]) => '#define ' + name + ' ' + value + '\\n').join(''), '');
say(0, '', '');
`;

const tools = ['ld', 'ld.bfd', 'as', 'ar', 'nm', 'objcopy', 'objdump', 'readelf', 'strip', 'ranlib'];

/** Puts the programs of the record in `profile` into a directory below `root`; the machine's compiler of the same name makes empty objects. */
export function recordedCompiler(profile: string, root: string): RecordedCompiler {
  const record = JSON.parse(readFileSync(profile, 'utf8')) as { driver: string; assembler: string; linker: string };
  const prefix = record.driver.replace(/gcc$/, '');
  const which = (name: string): string =>
    execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  for (const [name, words] of [
    ['as', record.assembler],
    ['ld', record.linker],
  ] as const) {
    const own = execFileSync(which(prefix + name), ['--version'], { encoding: 'utf8' }).split('\n')[0];
    if (own !== words) throw new Error(`${prefix}${name} is '${own}', the record's '${words}'`);
  }
  const directory = join(root, 'bin');
  mkdirSync(directory, { recursive: true });
  const [log, refusals] = [join(root, 'unanswered'), join(root, 'refused')];
  const main = join(directory, record.driver);
  writeFileSync(main, program);
  chmodSync(main, 0o755);
  writeFileSync(`${main}.json`, JSON.stringify({ record, log, refusals, tool: which(record.driver) }));
  for (const name of tools) symlinkSync(which(prefix + name), join(directory, prefix + name));
  const lines = (file: string): string[] =>
    existsSync(file)
      ? [
          ...new Set(
            readFileSync(file, 'utf8')
              .split('\n')
              .filter((line) => line !== ''),
          ),
        ]
      : [];
  return { directory, unanswered: () => lines(log), refused: () => lines(refusals) };
}
