import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { kgate } from '../support/kgate.ts';

/** Real output of every command with `--format json`, against the schema in docs/schema. */
const root = join(import.meta.dirname, '../..');
const fixture = (name: string): string => join(root, 'kconfig-fixtures/arm64-ftrace', name);

const guilty = join(root, 'kconfig-fixtures/probes/guilty-flags');

function validator(name: string): (value: unknown) => string[] {
  const schema = JSON.parse(readFileSync(join(root, `docs/schema/${name}.schema.json`), 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const arm64 = ['ARCH=arm64', '--toolchain', 'gcc-7.5.0'];

describe.each([
  { schema: 'check', args: ['check', '-C', fixture('v3'), ...arm64] },
  { schema: 'check', args: ['check', '-C', fixture('v1'), ...arm64] },
  { schema: 'check', args: ['check', '-C', fixture('mainline'), 'ARCH=x86', '--toolchain', 'gcc-12'] },
  { schema: 'why', args: ['why', 'DYNAMIC_FTRACE_WITH_REGS', '-C', fixture('v3'), ...arm64] },
  { schema: 'why', args: ['why', 'FUNCTION_TRACER=n', '-C', fixture('v3'), ...arm64] },
  { schema: 'why', args: ['why', 'DYNAMIC_FTRACE_WITH_REGS=y', '-C', fixture('today'), ...arm64] },
  { schema: 'fix', args: ['fix', 'FUNCTION_TRACER=n', '-C', fixture('v3'), ...arm64] },
  { schema: 'fix', args: ['fix', 'DYNAMIC_FTRACE_WITH_REGS=y', '-C', fixture('today'), ...arm64] },
  { schema: 'fix', args: ['fix', 'FEATURE=y', '-C', guilty, 'BAD:=1'] },
  { schema: 'dead', args: ['dead', '-C', fixture('v3'), ...arm64] },
  { schema: 'lint', args: ['lint', '-C', fixture('v2')] },
  { schema: 'make', args: ['make', '-C', fixture('v3'), ...arm64, '--why', 'CC_FLAGS_FTRACE'] },
  { schema: 'make', args: ['make', '-C', fixture('v3'), ...arm64, '--why', 'KBUILD_CFLAGS'] },
  { schema: 'probe', args: ['probe', '--toolchain', 'gcc-7.5.0', '-fpatchable-function-entry=2', '-fno-such-flag'] },
  { schema: 'probe', args: ['probe', 'CC=avr-gcc'] },
  { schema: 'cache', args: ['cache', 'info'] },
  { schema: 'diff-toolchain', args: ['diff-toolchain', 'gcc-7.5.0', 'gcc-12', '-C', fixture('v3'), 'ARCH=arm64'] },
  { schema: 'diff-toolchain', args: ['diff-toolchain', 'gcc-7.5.0', 'LLVM=1', '-C', fixture('today'), 'ARCH=arm64'] },
  { schema: 'toolchains', args: ['toolchains'] },
  { schema: 'explain-probe', args: ['probe', '-C', guilty, 'BAD=1', '--explain', 'cc-option'] },
  { schema: 'explain-probe', args: ['probe', '-C', guilty, 'WORSE=1', '--explain', '-fno-strict-aliasing'] },
  { schema: 'explain-probe', args: ['probe', '-C', guilty, '--explain', 'cc-option,-fno-strict-aliazing'] },
  { schema: 'explain-probe', args: ['probe', '-C', join(root, 'docs'), '--explain', '-fno-such-flag'] },
  { schema: 'explain-probe', args: ['probe', '-C', fixture('today'), ...arm64, '--explain', 'cc-option'] },
  { schema: 'check', args: ['check', '-C', guilty, 'WORSE=1'] },
  { schema: 'why', args: ['why', 'FEATURE=y', '-C', guilty, 'BAD=1'] },
  { schema: 'check', args: ['check', '-C', fixture('v3'), ...arm64, '--verbose'] },
  { schema: 'check', args: ['check', '-C', guilty, 'WORSE=1', '--verbose'] },
  { schema: 'lint', args: ['lint', '-C', fixture('v2'), '--verbose'] },
  { schema: 'lint', args: ['lint', '-C', fixture('v2'), '--fix', '--dry-run'] },
])('$args', ({ schema, args }) => {
  it(`matches ${schema}.schema.json`, async () => {
    const run = await kgate([...args, '--format', 'json']);
    expect(run.stderr).toBe('');
    expect(validator(schema)(JSON.parse(run.stdout))).toEqual([]);
  });
});

it('the schema can fail', () => {
  expect(validator('check')({ schemaVersion: 1, verdict: 'maybe' })).not.toEqual([]);
});
