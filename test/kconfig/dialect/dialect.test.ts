import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deriveDialect, withBehaviours } from '../../../src/kconfig/dialect/dialect.ts';
import { dialects } from '../../../src/kconfig/index.ts';

describe('dialects', () => {
  const base = dialects['linux-6.12'];

  it('a changed behaviour leaves all others and the row itself', () => {
    const changed = withBehaviours(base, { values: { numberBits: 32 } });
    expect(changed).toEqual({ ...base, values: { ...base.values, numberBits: 32 } });
    expect(base.values.numberBits).toBe(64);
    expect(deriveDialect('mine', base, {})).toEqual({ ...base, name: 'mine' });
  });

  it('every row has every behaviour, in one order', () => {
    const shapeOf = (dialect: object): string =>
      JSON.stringify(
        Object.entries(dialect).map(([group, all]) => [group, typeof all === 'object' ? Object.keys(all) : '']),
      );
    for (const dialect of Object.values(dialects)) expect(shapeOf(dialect)).toBe(shapeOf(base));
  });

  it('every row has its name and a line in docs/dialects.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/dialects.md'), 'utf8');
    for (const [name, dialect] of Object.entries(dialects)) {
      expect(dialect.name).toBe(name);
      expect(page).toContain(`| \`${name}\` |`);
    }
  });
});
