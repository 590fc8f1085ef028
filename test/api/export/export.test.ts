import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { exportFormula, findDead, openTree } from '../../../src/index.ts';
import type { Configuration } from '../../../src/kconfig/index.ts';
import { createSatSolver, loadSatSolver } from '../../../src/solve/sat/solver.ts';
import { randomSource } from '../../differential/kconfig-generator.ts';
import { oracle } from '../../support/kernel-source.ts';
import { memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';
import { hasProgram } from '../../support/oracle.ts';
import { randomize } from '../../support/random-values.ts';

beforeAll(async () => await loadSatSolver());

const kconfig = `config MODULES
	bool "modules"
	modules
menu "first.menu 'x'"
config A
	tristate "a"
config B
	bool "b"
	depends on A = y
endmenu
choice
	prompt "c"
config X
	bool "x"
config Y
	bool "y"
endchoice
config S
	string "s"
	default "1.5"
config D
	bool "d"
	depends on X && Y
config U
	def_bool S = "other"
`;

function exported(form: 'dimacs' | 'uvl'): string {
  const host = memoryTreeHost({ Kconfig: kconfig, '.config': '' });
  return exportFormula({ host, request: treeRequest(), profile: null, form });
}

interface Parsed {
  readonly variables: number;
  readonly count: number;
  readonly clauses: readonly (readonly number[])[];
  readonly names: ReadonlyMap<string, number>;
}

/** Source: the DIMACS format of the SAT competitions. */
function parseDimacs(text: string): Parsed {
  const names = new Map<string, number>();
  const clauses: number[][] = [];
  let header: RegExpExecArray | null = null;
  for (const line of text.split('\n')) {
    const named = /^c (\d+) (.*)$/.exec(line);
    if (named !== null) names.set(named[2] ?? '', Number(named[1]));
    else if (line.startsWith('p')) header = /^p cnf (\d+) (\d+)$/.exec(line);
    else if (/^-?\d/.test(line)) clauses.push(line.split(' ').map(Number).slice(0, -1));
  }
  return { variables: Number(header?.[1]), count: Number(header?.[2]), clauses, names };
}

/** Features and constraints of a model of the Boolean level. Source: the grammar of uvl-parser. */
function parseUvl(text: string): Parsed {
  const names = new Map<string, number>();
  const clauses: number[][] = [];
  const variable = (name: string): number => {
    const known = names.get(name);
    if (known === undefined) throw new Error(`${name} is no feature`);
    return known;
  };
  /** Open features and groups: by depth. */
  const above: { readonly group: string | null; readonly feature: number; readonly members: number[] }[] = [];
  let part = '';
  for (const line of text.split('\n')) {
    if (/^(?:features|constraints)$/.test(line)) part = line;
    if (part === '' || line === part || line === '') continue;
    const [, tabs = '', rest = ''] = /^(\t+)(.*)$/.exec(line) ?? [];
    if (part === 'constraints') {
      const literals = rest
        .split(' | ')
        .map((word) => (word.startsWith('!') ? -variable(word.slice(1)) : variable(word)));
      clauses.push(literals);
      continue;
    }
    above.length = tabs.length - 1;
    const parent = above.at(-1);
    if (/^(?:mandatory|optional|alternative)$/.test(rest)) {
      const members: number[] = [];
      above.push({ group: rest, feature: parent?.feature ?? 0, members });
      continue;
    }
    const name = /^(?:"[^"\r\n.]+"|[A-Za-z]\w*)/.exec(rest)?.[0];
    if (name === undefined || names.has(name)) throw new Error(`no feature, or one twice: ${rest}`);
    const own = names.size + 1;
    names.set(name, own);
    if (parent === undefined) clauses.push([own]);
    else {
      clauses.push([-own, parent.feature]);
      if (parent.group === 'mandatory') clauses.push([-parent.feature, own]);
      if (parent.group === 'alternative') {
        for (const other of parent.members) clauses.push([-own, -other]);
        parent.members.push(own);
        groups.set(parent.members, parent.feature);
      }
    }
    above.push({ group: null, feature: own, members: [] });
  }
  for (const [members, feature] of groups) clauses.push([-feature, ...members]);
  groups.clear();
  return { variables: names.size, count: clauses.length, clauses, names };
}
const groups = new Map<number[], number>();

/** Whether some of the names can be true together; a name with `!` is false. */
function isPossible({ clauses, names }: Parsed, words: readonly string[]): boolean {
  const solver = createSatSolver();
  for (const clause of clauses) solver.addClause(clause);
  const literals = words.map((word) => {
    const variable = names.get(word.replace('!', ''));
    if (variable === undefined) throw new Error(`no name ${word}`);
    return word.startsWith('!') ? -variable : variable;
  });
  const status = solver.solve(literals);
  solver.dispose();
  return status === 'satisfiable';
}

const questions: readonly (readonly [readonly string[], boolean])[] = [
  [['CONFIG_A', '!CONFIG_MODULES'], true],
  [['CONFIG_A', '!CONFIG_A=y', '!CONFIG_MODULES'], false],
  [['CONFIG_B', '!CONFIG_A=y'], false],
  [['CONFIG_X', '!CONFIG_Y'], true],
  [['CONFIG_X', 'CONFIG_Y'], false],
  [['!CONFIG_X', '!CONFIG_Y'], false],
  [['CONFIG_D'], false],
  [['CONFIG_D:visible'], false],
  [['CONFIG_U'], true],
];

describe('exportFormula', () => {
  const quoted = (word: string): string => word.replace(/^(!?)(CONFIG_\w+[=:].*)$/, '$1"$2"');

  it.each(questions)('DIMACS: %j can be: %s', (words, expected) => {
    expect(isPossible(parseDimacs(exported('dimacs')), words)).toBe(expected);
  });

  it.each(questions)('UVL: %j can be: %s', (words, expected) => {
    expect(isPossible(parseUvl(exported('uvl')), words.map(quoted))).toBe(expected);
  });

  it('DIMACS has the variables and clauses that its header says', () => {
    const { clauses, count, variables } = parseDimacs(exported('dimacs'));
    expect(clauses.length).toBe(count);
    expect(Math.max(...clauses.flat().map(Math.abs))).toBeLessThanOrEqual(variables);
  });

  it('UVL keeps texts out of names that cannot hold them', () => {
    expect(exported('uvl')).toContain('"CONFIG_S=%221%2E5%22" {abstract}');
    expect(exported('uvl')).toContain("{abstract, prompt 'first menu  x '}");
  });
});

describe.skipIf(!hasProgram('clasp'))('clasp on Linux 6.12 arm64', () => {
  const variables = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
  const directory = mkdtempSync(join(tmpdir(), 'kgate-export-'));
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };

  /** With unit clauses in addition. */
  function clasp(text: string, { clauses, variables: all }: Parsed, literals: readonly number[]): string {
    const file = join(directory, 'formula.cnf');
    const header = `p cnf ${all} ${clauses.length + literals.length}`;
    writeFileSync(
      file,
      `${text.replace(/^p cnf .*$/m, header)}${literals.map((literal) => `${literal} 0\n`).join('')}`,
    );
    const { stdout } = spawnSync('clasp', ['--quiet=2', file], { encoding: 'utf8' });
    return /^s (\w+)$/m.exec(stdout)?.[1] ?? stdout;
  }

  /** The values of all bools and tristates. */
  function valuesOf(configuration: Configuration, { names }: Parsed): number[] {
    return [...configuration.model.symbols.values()].flatMap((symbol) => {
      const on = names.get(`CONFIG_${symbol.name}`);
      if (on === undefined) return [];
      const y = names.get(`CONFIG_${symbol.name}=y`);
      const value = configuration.tristate(symbol);
      return [value > 0 ? on : -on, ...(y === undefined ? [] : [value === 2 ? y : -y])];
    });
  }

  it('finds it satisfiable, has every configuration and agrees on what is dead', () => {
    const { tree } = oracle('linux-6.12');
    const host = createNodeHost({ cwd: tree, env });
    const request = { ...treeRequest({ variables, objectDirectory: '/nonexistent' }), treeName: tree };
    const text = exportFormula({ host, request, profile: null, form: 'dimacs' });
    const parsed = parseDimacs(text);
    try {
      expect(parsed.clauses.length).toBe(parsed.count);
      expect(clasp(text, parsed, [])).toBe('SATISFIABLE');
      const { configuration } = openTree({ host, variables, objectDirectory: '/nonexistent' });
      const random = randomSource(5);
      for (let round = 0; round < 3; round++) {
        const trial = configuration.clone();
        randomize(trial, random);
        expect(clasp(text, parsed, valuesOf(trial, parsed))).toBe('SATISFIABLE');
      }
      const { findings } = findDead({ host, request, profile: null, words: [] });
      const never = findings.filter(({ kind }) => kind === 'never-on');
      for (let at = 0; at < never.length; at += Math.ceil(never.length / 12)) {
        const variable = parsed.names.get(`CONFIG_${never[at]?.symbol}`) ?? 0;
        expect(clasp(text, parsed, [variable]), never[at]?.symbol ?? '').toBe('UNSATISFIABLE');
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 240_000);
});
