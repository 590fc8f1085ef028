import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { parseProject } from '../../../src/cli/project/parse-project.ts';
import { configSchema } from '../../../src/cli/project/schema.ts';

const parse = (text: string, name = 'kgate.config.yaml') =>
  parseProject({ name, path: `/work/${name}`, directory: '/work' }, text);

/** The error of a text, in lines: message, hint, further ones. */
function errorOf(text: string, name?: string): readonly string[] {
  try {
    parse(text, name);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.code).toBe('usage/project');
    return [error.message, ...(error.hint === undefined ? [] : [error.hint]), ...error.lines];
  }
  return [];
}

describe('a project file', () => {
  it('is the same in YAML, JSON and JSON with comments', () => {
    const yaml = parse('defaults:\n  tree: linux\nbuilds:\n  - name: a\n    fragments: [x.config]\n').file;
    const json = '{"defaults": {"tree": "linux"}, "builds": [{"name": "a", "fragments": ["x.config"]}]}';
    expect(parse(json, 'kgate.config.json').file).toEqual(yaml);
    expect(parse(`// boards\n${json.replace(']}]', '],}]')}`, 'kgate.config.jsonc').file).toEqual(yaml);
    expect(yaml.builds?.[0]?.fragments).toEqual(['x.config']);
  });

  it('may be empty', () => {
    expect(parse('').file).toEqual({});
    expect(parse('{}', 'kgate.config.json').file).toEqual({});
  });

  // YAML 1.2, 10.2.1.2: 0x10 is a number; on a command line of make it is a text.
  it('keeps variables as they are written', () => {
    const text = 'defaults: {variables: {A: 0x10, B: 1.50, C: true, D: 08, E: "1 2"}}';
    expect(parse(text).file.defaults?.variables).toEqual({ A: '0x10', B: '1.50', C: 'true', D: '08', E: '1 2' });
    const json = '{"defaults": {"variables": {"A": 1.50, "C": true}}}';
    expect(parse(json, 'x.json').file.defaults?.variables).toEqual({ A: '1.50', C: 'true' });
  });

  it('may have anchors and merges', () => {
    const text = 'defaults: &all {arch: arm64}\nbuilds:\n  - name: a\n    <<: *all\n';
    const { document, file } = parse(text);
    expect(file.builds?.[0]?.arch).toBe('arm64');
    expect(document.lineOf(['builds', 0, 'name'])).toBe(3);
  });

  it.each([
    [
      'defaults:\n  fragmnets: [x]\n',
      ["kgate.config.yaml:2: unknown key 'defaults.fragmnets'", "did you mean 'fragments'?"],
    ],
    ['buidls: []\n', ["kgate.config.yaml:1: unknown key 'buidls'", "did you mean 'builds'?"]],
    [
      'defaults:\n  make-version: "4.3"\n',
      ["kgate.config.yaml:2: unknown key 'defaults.make-version'", "did you mean 'makeVersion'?"],
    ],
    ['defaults:\n  arch: 64\n', ['kgate.config.yaml:2: defaults.arch: has to be a text']],
    ['builds:\n  - arch: arm\n', ['kgate.config.yaml:2: builds[0].name is missing']],
    [
      'shell: prob\n',
      ['kgate.config.yaml:1: shell: has to be run or probe or sandbox or deny', "did you mean 'probe'?"],
    ],
    ['builds: x\n', ['kgate.config.yaml:1: builds: has to be a list']],
    ['- a\n', ['kgate.config.yaml:1: has to be a mapping']],
    [
      'check:\n  reports:\n    sarf: x\n',
      ["kgate.config.yaml:3: unknown key 'check.reports.sarf'", "did you mean 'sarif'?"],
    ],
    ['builds:\n  - name: a\n  - name: a\n', ["kgate.config.yaml:3: a build named 'a' is on line 2, too"]],
    ['defaults:\n  config: a\n  defconfig: b\n', ['kgate.config.yaml:3: defaults has both config and defconfig']],
    ['defaults:\n  variables:\n    O: x\n', ['kgate.config.yaml:3: O= is the setting objects']],
    [
      'defaults:\n  arch: arm\n  variables:\n    ARCH: x\n',
      ['kgate.config.yaml:4: ARCH= is the setting arch, which is there, too'],
    ],
    [
      'defaults:\n  variables:\n    a b: x\n',
      ["kgate.config.yaml:3: 'defaults.variables.a b' is no name of a variable of make"],
    ],
    [
      'rules:\n  unmet-selct: off\n',
      ["kgate.config.yaml:2: rules: there is no rule or code 'unmet-selct'", "did you mean 'unmet-select'?"],
    ],
    [
      'rules:\n  unmet-select: fatal\n',
      ['kgate.config.yaml:2: rules.unmet-select: has to be off or info or warning or error'],
    ],
  ])('%j is refused with its line', (text, lines) => {
    expect(errorOf(text)).toEqual(lines);
  });

  it('with several errors names each, in the order of lines', () => {
    expect(errorOf('builds:\n  - name: a\n    trees: x\n    arch: 3\n')).toEqual([
      "kgate.config.yaml:3: unknown key 'builds[0].trees'",
      "did you mean 'tree'?",
      'kgate.config.yaml:4: builds[0].arch: has to be a text',
    ]);
  });

  it('that is no YAML or JSON is refused with the line', () => {
    expect(errorOf('a: [\n')[0]).toMatch(/^kgate\.config\.yaml:2: /);
    expect(errorOf('a: 1\na: 2\n')[0]).toMatch(/^kgate\.config\.yaml:2: .*unique/);
    expect(errorOf('{\n// x\n}', 'kgate.config.json')).toEqual([
      'kgate.config.json:2: not JSON: invalid comment token',
      'a file named .jsonc may have comments',
    ]);
    expect(errorOf('{', 'kgate.config.json')[0]).toMatch(/^kgate\.config\.json:1: not JSON: /);
  });

  it('cannot bring down the reader', () => {
    const lol = Array.from(
      { length: 12 },
      (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : Array.from({ length: 10 }, () => `*a${at - 1}`).join(', ')}]`,
    );
    expect(errorOf(lol.join('\n'))).not.toEqual([]);
    expect(errorOf(`x: ${'['.repeat(20_000)}`)).not.toEqual([]);
    expect(errorOf('__proto__: {arch: x}\n')[0]).toContain("unknown key '__proto__'");
    expect(errorOf(`# ${'x'.repeat(1_000_001)}`)[0]).toContain('longer than');
  });
});

it('docs/schema/kgate.config.schema.json is what the declaration gives', () => {
  const shipped = readFileSync(join(import.meta.dirname, '../../../docs/schema/kgate.config.schema.json'), 'utf8');
  // npx tsx scripts/config-schema.ts
  expect(JSON.parse(shipped)).toEqual(configSchema());
});
