/** What is fuzzed: by name, how an input is made and what reads it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTree } from '../../src/api/check/check.ts';
import { openCache } from '../../src/cache/cache.ts';
import { parseArguments } from '../../src/cli/program.ts';
import type { Io } from '../../src/cli/io.ts';
import type { CommandEvidence, RunShell } from '../../src/core/run-shell.ts';
import { createMemoryHost, type MemoryHost } from '../../src/host/layers/memory-host.ts';
import { normalPath } from '../../src/host/paths.ts';
import {
  type ConfMode,
  createConfiguration,
  decodeFlatModel,
  type DialectName,
  dialects,
  encodeFlatModel,
  flattenModel,
  parseKconfig,
  parseKconfigFile,
  runConf,
  writeConfig,
  writeDefconfig,
} from '../../src/kconfig/index.ts';
import { compareWithFinal, mergeBehaviour, mergeFragments } from '../../src/kernel/index.ts';
import { identifiersOf, readDirectives } from '../../src/kernel/host-programs/directives.ts';
import { readHostCall } from '../../src/kernel/host-programs/host-call.ts';
import { scriptHead } from '../../src/kernel/lines/program-needs.ts';
import { filecheckBody } from '../../src/kernel/stops/programs/file-check.ts';
import { lintTree } from '../../src/lint/index.ts';
import { evaluateMakefiles, runMake, scanMakefile } from '../../src/make/index.ts';
import { parseProfile } from '../../src/probe/profile/parse.ts';
import { preprocessSimple } from '../../src/probe/profile/preprocess.ts';
import { renderCheckText } from '../../src/report/check.ts';
import { renderJson } from '../../src/report/json/json.ts';
import { interpretShell } from '../../src/shell/interpret.ts';
import { isCoveredBash } from '../../src/shell/language/bash.ts';
import { UnknownAnswer } from '../../src/shell/language/signals.ts';
import { helperAnswer } from '../../src/shell/userland/helpers.ts';
import { readClangPlaces } from '../../src/toolchain/clang-places.ts';
import { headerPlaces, readCompilerCall, readSearchDirectories } from '../../src/toolchain/compiler-call.ts';
import { readFlagCall } from '../../src/toolchain/flag-call.ts';
import { memoryTreeHost, treeRequest } from '../support/memory-tree.ts';
import type { Random } from '../support/random-makefile.ts';
import { derive, type Grammar, mutate } from './grammar.ts';
import {
  cliGrammar,
  confGrammar,
  dotconfigGrammar,
  helperGrammar,
  kconfigGrammar,
  makeGrammar,
  profileGrammar,
  shellGrammar,
} from './grammars.ts';

/** One thing that reads what others wrote. */
export interface Target {
  /** Makes an input; `seeds` are texts of the kind. */
  readonly make: (random: Random, seeds: readonly string[]) => string;
  /** Reads it and gives all that comes of it, for comparison. */
  readonly read: (input: string) => unknown;
  /** What names of files of the kind look like, for seeds. */
  readonly seeds: RegExp | null;
}

/** The parts of an input: what stands before the first line `#### NAME`, and what stands behind each. */
export function partsOf(input: string): { readonly first: string; readonly files: Readonly<Record<string, string>> } {
  const [first = '', ...rest] = input.split(/^#### ([\w./-]+)\n/m);
  const files: Record<string, string> = {};
  for (let at = 0; at + 1 < rest.length; at += 2) files[rest[at]!] = rest[at + 1]!;
  return { first, files };
}

/** Texts of the grammar, some with changes, and seeds with changes. */
function maker(grammar: Grammar, joins = false): Target['make'] {
  const tokens = Object.values(grammar)
    .flat()
    .filter((form) => form !== '' && !form.includes('{'));
  return (random, seeds) => {
    const derived = derive(grammar, random);
    const kind = random.below(4);
    if (kind === 0 || (seeds.length === 0 && kind < 3)) return derived;
    if (kind === 1 || seeds.length === 0) return mutate(derived, derive(grammar, random), tokens, random);
    const seed = random.pick(seeds);
    const changed = mutate(seed, kind === 2 ? random.pick(seeds) : derived, tokens, random);
    return joins ? `${derived.split('\n', 1)[0]}\n${changed}` : changed;
  };
}

const noShell: RunShell = ({ command }) => ({
  stdout: command.slice(0, 200),
  stderr: '',
  status: command.length % 3,
  commands: [],
  unknown: null,
});

const programs = new Set(
  'awk basename cat cmp cut dirname env expr find grep head mkdir mktemp rm sed tail touch tr uname wc which xargs sh gcc'.split(
    ' ',
  ),
);
const names = { sysname: 'Linux', nodename: 'host', release: '6.1.0', version: '#1', machine: 'x86_64' };

/** The result of a shell text where no program is started. */
function shellOutcome(command: string, host: MemoryHost, files: Readonly<Record<string, string>> = {}): unknown {
  for (const [name, text] of Object.entries(files)) host.writeFile(name, text);
  const commands: CommandEvidence[] = [];
  let scratch = 0;
  const outcome = interpretShell(
    { command, cwd: host.cwd, env: { PATH: '/bin', HOME: '/root' }, shellName: '/bin/sh' },
    {
      host,
      interpretsScripts: true,
      locate: (name) => (programs.has(name) ? { kind: 'found', path: `/bin/${name}` } : { kind: 'missing' }),
      writesOutputOption: () => false,
      newScratchPath: (hint) => `/scratch/${(scratch += 1)}-${hint}`,
      run: ({ argv, cwd, env, input }) => {
        const answer = helperAnswer(
          { argv, cwd, env, input },
          { host, names: () => names, program: `/bin/${argv[0]}` },
        );
        if (answer === null) throw new UnknownAnswer(`${argv[0]} is run`);
        return answer;
      },
    },
    commands,
    { maxSteps: 4000, maxBytes: 4 * 1024 * 1024 },
  );
  return [outcome, commands.length];
}

const shellFiles = { file: 'aaab\nx y z\nfoo bar\n\n#define A 1\n', file2: 'aaab\n', 'sub/x': '' };

function inDialect(name: DialectName): Target {
  const dialect = dialects[name];
  return {
    make: maker(kconfigGrammar),
    seeds: /(?:^|\/)(?:Kconfig[^/]*|Config\.in)$/,
    read(input) {
      const { first, files } = partsOf(input);
      const host = createMemoryHost({ cwd: '/w', files: { Kconfig: first, ...files } });
      const result = parseKconfig({ host, cwd: '/w', env: { ARCH: 'arm64' }, runShell: noShell, dialect });
      const seen: unknown[] = [
        result.failed,
        result.diagnostics,
        result.output,
        parseKconfigFile('Kconfig', first).diagnostics,
      ];
      if (result.model !== null && !result.failed) {
        const configuration = createConfiguration(result.model);
        seen.push(writeConfig(configuration));
        configuration.applyAll('yes');
        seen.push(writeDefconfig(configuration));
        const bytes = encodeFlatModel(flattenModel(result.model));
        seen.push(decodeFlatModel(bytes)?.symbolCount);
      }
      return seen;
    },
  };
}

function conf(name: DialectName): Target {
  const dialect = dialects[name];
  return {
    make: maker(confGrammar),
    seeds: null,
    read(input) {
      const { first, files } = partsOf(input);
      const [mode = '', ...rest] = first.split('\n');
      const lines = (files['input'] ?? '').match(/[^\n]*\n|[^\n]+$/g) ?? [];
      const config = files['.config'] ?? '';
      const host = createMemoryHost({
        cwd: '/w',
        files: { Kconfig: rest.join('\n'), ...files, '.config': config, 'include/config/auto.conf': config },
      });
      const modes = confGrammar['mode']!;
      const run = runConf({
        host,
        cwd: '/w',
        env: { KCONFIG_SEED: '1', SOURCE_DATE_EPOCH: '1' },
        runShell: noShell,
        dialect,
        mode: (modes.includes(mode) ? mode : 'oldconfig') as ConfMode,
        ...(mode === 'defconfig' ? { file: '.config' } : mode === 'savedefconfig' ? { file: 'defconfig' } : {}),
        input: { readLine: () => lines.shift() ?? null },
        seed: 1,
      });
      return [run.exitStatus, run.stdout, run.stderr, run.diagnostics, run.files];
    },
  };
}

function makeOf(makeVersion: '4.2.1' | '4.3' | '4.4.1'): Target {
  return {
    make: maker(makeGrammar),
    seeds: /(?:^|\/)(?:Makefile|Kbuild|[\w.-]+\.mk)$/,
    read(input) {
      const { first, files } = partsOf(input);
      const host = createMemoryHost({ cwd: '/w', files: { Makefile: first, 'b.mk': 'B = b\n', 'a.c': '', ...files } });
      const read = evaluateMakefiles({
        host,
        runShell: noShell,
        cwd: '/w',
        env: { PATH: '/bin', A: 'env' },
        makeVersion,
      });
      const seen: unknown[] = [
        read.events.map(({ line }) => line),
        read.stop?.code,
        read.targetNames(),
        read.variableNames(),
      ];
      for (const name of ['A', 'B', 'f']) seen.push(read.expand(`$(${name})`), read.history(name).steps.length);
      seen.push(scanMakefile('Makefile', first).statements.length);
      return seen;
    },
  };
}

const update: Target = {
  make: maker(makeGrammar),
  seeds: makeOf('4.3').seeds,
  read(input) {
    const { first, files } = partsOf(input);
    const host = createMemoryHost({
      cwd: '/w',
      files: { Makefile: first, 'b.mk': 'B = b\n', 'a.c': '', 'b.c': '', ...files },
    });
    const said: string[] = [];
    let commands = 0;
    const result = runMake({
      host,
      runShell: noShell,
      cwd: '/w',
      env: { PATH: '/bin' },
      maxRestarts: 2,
      update: { keepGoing: input.length % 2 === 0, maxFiles: 20_000 },
      driver: {
        print: (stream, text) => said.push(`${stream} ${text}`),
        runCommand: ({ text, env }) => {
          said.push(text, String(Object.keys(env).length));
          if ((commands += 1) > 5000) return { status: 1 };
          return text.length % 7 === 0 ? { status: 1 } : text.length % 3 === 0 ? 'unknown' : 'assumed';
        },
        now: () => 0,
      },
    });
    return [result.status, said];
  },
};

const shell: Target = {
  make: maker(shellGrammar),
  seeds: /\.sh$/,
  read(input) {
    const host = createMemoryHost({ cwd: '/w', files: shellFiles });
    return [shellOutcome(input, host), isCoveredBash(input)];
  },
};

const helper: Target = {
  make: maker(helperGrammar),
  seeds: null,
  read(input) {
    const { first, files } = partsOf(input);
    const argv = first.replace(/\n$/, '').split('\n');
    const host = createMemoryHost({ cwd: '/w', files: { file: files['input'] ?? '' } });
    const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return [
      helperAnswer(
        { argv, cwd: '/w', env: {}, input: files['input'] ?? '' },
        { host, names: () => names, program: `/bin/${argv[0]}` },
      ),
      shellOutcome(`${quoted} file`, host),
    ];
  },
};

const fragments: Target = {
  make: maker(dotconfigGrammar),
  seeds: /(?:defconfig|\.config)$/,
  read(input) {
    const half = input.indexOf('\n', input.length >> 1) + 1;
    const seen: unknown[] = [];
    for (const script of [undefined, 'AWK Creating one', 'Creating one\necho >> $TMP_FILE\n']) {
      const behaviour = mergeBehaviour(script);
      const options = { redundant: true, strict: false, builtin: true, quiet: false };
      const texts = [
        { name: 'a', text: input.slice(0, half) },
        { name: 'b', text: input.slice(half) },
      ];
      const { merged, stdout } = mergeFragments(input.slice(half), texts, options, behaviour);
      seen.push(merged, stdout, compareWithFinal(merged ?? '', input, options, behaviour));
    }
    return seen;
  },
};

const profile: Target = {
  make: maker(profileGrammar),
  seeds: /profiles\/[^/]+\.json$/,
  read: (input) => {
    const parsed = parseProfile(input);
    return 'problem' in parsed ? parsed.problem : Object.keys(parsed.profile);
  },
};

const quiet = (): Promise<void> => Promise.resolve();
const quietSink = { isTerminal: false, isWatched: false, columns: 80, write: quiet, show: quiet, pass: quiet };

const cli: Target = {
  make: maker(cliGrammar),
  seeds: null,
  read(input) {
    const io: Io = { stdout: quietSink, stderr: quietSink, env: {}, cwd: '/w' };
    return parseArguments(input.replace(/\n$/, '').split('\n'), io);
  },
};

/** A record that was kept, as its bytes. */
let cacheDirectory: string | null = null;
const cacheFile: Target = {
  make(random) {
    const value = { a: [1, 'x'.repeat(random.below(50)), { b: null }], c: new Map([['k', 1]]) };
    const model = flattenedModel();
    return mutate(
      random.chance(0.5) ? Buffer.from(model).toString('latin1') : JSON.stringify([...value.c, value]),
      'kgate-cache-2 v ',
      [],
      random,
    );
  },
  seeds: null,
  read(input) {
    cacheDirectory ??= mkdtempSync(join(tmpdir(), 'kgate-fuzz-'));
    const cache = openCache({ directory: cacheDirectory, version: 'v' });
    const bytes = Buffer.from(input, 'latin1');
    writeFileSync(join(cacheDirectory, 'results-a9993e364706816aba3e25717850c26c9cd0d89d'), bytes);
    return [cache.read('results', 'abc'), decodeFlatModel(bytes)?.symbolCount];
  },
};

let flattened: Uint8Array | null = null;
function flattenedModel(): Uint8Array {
  if (flattened !== null) return flattened;
  const host = createMemoryHost({ cwd: '/w', files: { Kconfig: confGrammar['tree']![0]! } });
  const { model } = parseKconfig({ host, cwd: '/w', env: {}, runShell: noShell });
  return (flattened = encodeFlatModel(flattenModel(model!)));
}

const lint: Target = {
  make: (random, seeds) => `${maker(makeGrammar)(random, seeds)}\n#### Kconfig\n${derive(kconfigGrammar, random)}`,
  seeds: makeOf('4.3').seeds,
  read(input) {
    const { first, files } = partsOf(input);
    const host = createMemoryHost({ cwd: '/w', files: { Makefile: first, Kconfig: '', ...files } });
    return lintTree({ host, directory: '.' });
  },
};

/** Without what stands around each branch: JSON takes time by the square of the depth. */
function directivesOf(input: string): unknown {
  const found = readDirectives(input);
  const flat = (part: { readonly branch: { readonly tests: readonly unknown[] } | null }): unknown => ({
    ...part,
    branch: part.branch?.tests ?? null,
  });
  return found && [found.text, found.includes.map(flat), found.definitions.map(flat)];
}

/** Small readers of texts that compilers, scripts and sources bring. */
const texts: Target = {
  make: maker({
    file: ['{line*}{line*}'],
    line: [
      '#include <a.h>\n',
      '#if defined(X) && (X + 0 > {n})\n',
      '#ifdef X\n',
      '#else\n',
      '#endif\n',
      '#elif 1\n',
      '#define X({n}) \\\n x\n',
      '/* {n}\n',
      '*/\n',
      '//{n}\\\n',
      '"{n}"\n',
      "'\\''\n",
      'R"({n})"\n',
      '#!/bin/sh -e\n',
      '#!/usr/bin/env python3\n',
      'install: /usr/lib:=/a:/b\n',
      'programs: =/bin\n',
      ' /usr/include\n',
      '#include <...> search starts here:\n',
      'End of search list.\n',
      'Target: x\n',
      '"-cc1" "-triple" "x"\n',
      'gcc -c -o x.o {n}.c -DX="{n}"\n',
      "(set -e; echo '{n}') > .x.tmp\n",
      '{n}\n',
    ],
    n: ['0', '1', '0x10', 'X', '((((', 'a b', '\\', '%', '1 ? 2 : 3', '..', '/'],
  }),
  seeds: /\.[ch]$/,
  read(input) {
    const words = input.split(/\s+/);
    return [
      directivesOf(input),
      identifiersOf(input).length,
      scriptHead(input),
      filecheckBody(input),
      readClangPlaces(input),
      headerPlaces(input),
      readSearchDirectories(input),
      readCompilerCall(['gcc', ...words]),
      readFlagCall(['gcc', ...words]),
      readHostCall(['gcc', ...words], '/w'),
      preprocessSimple(input, new Map([['X', '1']])),
      normalPath('/w', input),
    ];
  },
};

/** A whole check of a small tree, with its report. */
const tree: Target = {
  make(random, seeds) {
    const part = random.below(4);
    const make = maker(makeGrammar)(random, seeds);
    if (part === 0) return `#### Kconfig\n${maker(kconfigGrammar)(random, [])}`;
    if (part === 1)
      return `#### .config\n${maker(dotconfigGrammar)(random, [])}#### Kconfig\n${derive(kconfigGrammar, random)}`;
    if (part === 2) return `#### sub/Makefile\n${make}`;
    return `#### Makefile\n${random.chance(0.5) ? 'Kconfig: ;\n' : ''}%config:\n\tconf --$@ Kconfig\n-include include/config/auto.conf\n${make}`;
  },
  seeds: makeOf('4.3').seeds,
  read(input) {
    const { files } = partsOf(input);
    const host = memoryTreeHost({ '.config': 'CONFIG_A=y\nCONFIG_B=y\n', ...files });
    const options = { failOn: null, profile: null, otherProfiles: () => [], cache: null };
    const result = checkTree({ ...options, host, request: treeRequest({ treeName: '/work' }) });
    return [renderJson(result), renderCheckText(result, { useColor: false, width: 80 })];
  },
};

const dialectNames = Object.keys(dialects) as DialectName[];

/** How often an input is one of a target; 10 where nothing is said. What takes long comes more seldom. */
export const weights: Readonly<Record<string, number>> = {
  ...Object.fromEntries(dialectNames.flatMap((name) => [`kconfig-${name}`, `conf-${name}`]).map((name) => [name, 4])),
  'make-4.2.1': 8,
  'make-4.4.1': 8,
  'make-4.3': 16,
  'make-update': 16,
  tree: 1,
  shell: 40,
  helper: 150,
  fragments: 60,
  texts: 120,
  profile: 60,
  'cache-file': 60,
  cli: 20,
};

/** All of them. */
export const targets: Readonly<Record<string, Target>> = {
  ...Object.fromEntries(dialectNames.map((name) => [`kconfig-${name}`, inDialect(name)])),
  ...Object.fromEntries(dialectNames.map((name) => [`conf-${name}`, conf(name)])),
  'make-4.2.1': makeOf('4.2.1'),
  'make-4.3': makeOf('4.3'),
  'make-4.4.1': makeOf('4.4.1'),
  'make-update': update,
  shell,
  helper,
  fragments,
  profile,
  cli,
  'cache-file': cacheFile,
  lint,
  texts,
  tree,
};
