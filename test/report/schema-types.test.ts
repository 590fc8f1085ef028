import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareWithType, type SchemaNode, TypeReader } from '../support/schema-types.ts';

/** The schemas in docs/schema say what the types in src/results say: field by field, optional or not, value by value. */
const root = join(import.meta.dirname, '../..');

const results = [
  ['cache', 'CacheResult'],
  ['canonical', 'CanonicalResult'],
  ['check', 'CheckForm'],
  ['dead', 'DeadResult'],
  ['diff-toolchain', 'DiffToolchainResult'],
  ['explain-probe', 'ExplainProbeResult'],
  ['fix', 'FixResult'],
  ['lint', 'LintForm'],
  ['make', 'VariableResult'],
  ['objects', 'ObjectsResult'],
  ['owner', 'OwnerResult'],
  ['probe', 'ProbeResult'],
  ['project', 'ProjectForm'],
  ['toolchains', 'ToolchainsResult'],
  ['why', 'WhyResult'],
] as const;

const reader = new TypeReader(results.map(([name]) => `src/results/${name}.ts`));

function schemaOf(name: string): SchemaNode {
  return JSON.parse(readFileSync(join(root, `docs/schema/${name}.schema.json`), 'utf8')) as SchemaNode;
}

describe.each(results)('%s.schema.json', (name, type) => {
  it(`says what ${type} says`, () => {
    expect(compareWithType(schemaOf(name), reader.type(`src/results/${name}.ts`, type), reader)).toEqual([]);
  });
});

it('every schema of a result is compared', () => {
  const schemas = readdirSync(join(root, 'docs/schema')).map((file) => file.replace('.schema.json', ''));
  // What is read and not written is checked by its reader: src/probe/profile, src/cli/project.
  const read = ['profile', 'kgate.config'];
  expect(schemas.filter((name) => !read.includes(name)).sort()).toEqual(results.map(([name]) => name).sort());
});

it('the comparison can fail', () => {
  const type = reader.type('src/results/check.ts', 'CheckForm');
  const { verdict: _, ...properties } = schemaOf('check').properties ?? {};
  expect(compareWithType({ ...schemaOf('check'), properties }, type, reader)).toEqual(['.verdict: not in the schema']);
  const changed = { ...properties, verdict: { enum: ['pass', 'fail', 'maybe'] }, more: { type: 'string' } };
  expect(compareWithType({ ...schemaOf('check'), properties: changed }, type, reader)).toEqual([
    '.verdict: the schema has fail|maybe|pass, the type changed|fail|pass|undecided',
    '.more: not in the type',
  ]);
});
