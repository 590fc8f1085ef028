/**
 * `npx tsx scripts/config-schema.ts`: writes the JSON schema of project files from their declaration in src/cli/project, and that of
 * the result of several builds from the schema of `check`, whose result each of them has.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from '../src/cli/project/schema.ts';

const directory = join(import.meta.dirname, '../docs/schema');

function write(name: string, schema: object): void {
  writeFileSync(join(directory, name), `${JSON.stringify(schema, null, 2)}\n`);
}

write('kgate.config.schema.json', configSchema());

const {
  $defs,
  $schema,
  title: _,
  ...check
} = JSON.parse(readFileSync(join(directory, 'check.schema.json'), 'utf8')) as Record<string, object>;
const text = { type: 'string' };
write('project.schema.json', {
  $schema,
  title: 'kgate check --format json of several builds',
  type: 'object',
  required: ['schemaVersion', 'project', 'verdict', 'builds'],
  additionalProperties: false,
  properties: {
    schemaVersion: { const: 2 },
    project: { description: 'the project file, as named', ...text },
    verdict: { description: 'error: a build could not be checked', enum: ['pass', 'fail', 'error'] },
    builds: { description: 'in the order of the file', type: 'array', items: { $ref: '#/$defs/build' } },
  },
  $defs: {
    ...$defs,
    build: {
      type: 'object',
      required: ['name', 'subject', 'verdict', 'isFailed', 'error', 'result'],
      additionalProperties: false,
      properties: {
        name: text,
        subject: { description: 'architecture, configuration and fragments in a few words', ...text },
        verdict: { enum: ['pass', 'changed', 'fail', 'undecided', 'error'] },
        isFailed: { description: 'the build makes the run fail', type: 'boolean' },
        error: {
          anyOf: [
            {
              type: 'object',
              required: ['code', 'message', 'hint'],
              additionalProperties: false,
              properties: { code: { type: ['string', 'null'] }, message: text, hint: { type: ['string', 'null'] } },
            },
            { type: 'null' },
          ],
        },
        result: { description: 'that of kgate check', anyOf: [check, { type: 'null' }] },
      },
    },
  },
});
