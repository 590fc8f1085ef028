/**
 * The project file as data: one declaration for its types, its checks and its JSON schema (docs/schema/kgate.config.schema.json).
 * Nothing here knows how a file is found or written.
 */
import * as z from 'zod';
import { shellPolicies } from '../../core/shell-policy.ts';
import { reportFormatNames } from '../../report/formats/names.ts';

const file = (description: string): z.ZodString => z.string().min(1).describe(`${description}; relative to this file`);

/** A name of a variable of make. */
const variableName = z.string().regex(/^[A-Za-z][\w.-]*$|^_[A-Za-z0-9][\w.-]*$/);

const failOn = z.enum(['error', 'changed', 'warning']);

/** What a build is made of, each as an option of `kgate check` has it. */
const settingShapes = {
  tree: file('Top of the source tree (-C)'),
  arch: z.string().min(1).describe('Architecture (ARCH=)'),
  variables: z
    .record(variableName, z.union([z.string(), z.number(), z.boolean()]))
    .describe("Variables of make's command line; those of defaults and of a build are joined"),
  compiler: z
    .string()
    .min(1)
    .describe('Compiler as a prefix that ends in -, a name (CC=), or LLVM=1; not together with toolchain'),
  toolchain: z.string().min(1).describe('Recorded compiler: a name of kgate toolchains, or a file (--toolchain)'),
  unknownProbe: z.enum(['error', 'no']).describe('Action on a probe without an answer (--unknown-probe)'),
  config: file('Configuration file, a .config or a defconfig (--config); not together with defconfig'),
  defconfig: z.string().min(1).describe('Configuration goal to start from (--defconfig)'),
  fragments: z
    .array(file('Fragment'))
    .describe('Fragments that are merged over the configuration, in order (--fragment)'),
  objects: file('Directory for objects (-O)'),
  goals: z.array(z.string().min(1)).describe('Goals of make; what make builds without a goal when absent'),
  makeVersion: z.string().min(1).describe('Version of make to follow (--make-version)'),
  failOn: failOn.describe('What gives exit status 1 (--fail-on)'),
  newSymbols: z.enum(['error', 'warn', 'ignore']).describe('What symbols are that make would ask for (--new)'),
  strict: z.boolean().describe('Fail also when a recipe line is undecided (--strict)'),
} as const;

const settings = z.strictObject(settingShapes).partial();

const reports = z
  .partialRecord(z.enum(reportFormatNames), file('File of the report'))
  .describe('Files to write, by format; below the directory of this file (--report)');

const baseline = file('Known findings (--baseline)');

/** The whole file. */
export const projectSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors'),
  shell: z.enum(shellPolicies).optional().describe('Programs that the trees may start (--shell)'),
  timeLimit: z
    .number()
    .positive()
    .max(999_999)
    .optional()
    .describe('Seconds that an evaluation may take (--time-limit)'),
  rules: z
    .record(z.string().min(1), z.enum(['off', 'info', 'warning', 'error']))
    .optional()
    .describe('Severity of lint rules and of codes of check that stop nothing (--severity)'),
  defaults: settings.optional().describe('Settings of every build that does not have its own'),
  builds: z
    .array(
      settings.extend({
        name: z
          .string()
          .regex(/^[A-Za-z0-9][\w.+-]*$/)
          .describe('Name of the build'),
      }),
    )
    .optional()
    .describe('What kgate check runs'),
  check: z
    .strictObject({
      jobs: z.int().min(1).max(1024).describe('Builds that run side by side; the number of processors when absent'),
      baseline,
      reports,
    })
    .partial()
    .optional()
    .describe('Runs of kgate check over builds'),
  lint: z
    .strictObject({
      tree: file('Top of the source tree; that of defaults when absent'),
      arch: z.array(z.string().min(1)).describe('Architectures, or all (--arch)'),
      preset: z.enum(['recommended', 'all', 'pedantic']).describe('Rules to apply (--preset)'),
      failOn: z.enum(['error', 'warning']).describe('Lowest severity that gives exit status 1 (--fail-on)'),
      baseline,
      reports,
    })
    .partial()
    .optional()
    .describe('Runs of kgate lint'),
});

/** The file's content. */
export type ProjectFile = z.infer<typeof projectSchema>;

/** Settings of a build, or of `defaults`. */
export type BuildSettings = z.infer<typeof settings>;

/** Name of a setting. */
export type SettingName = keyof typeof settingShapes;

/** Every setting, in the order in which they are printed. */
export const settingNames = Object.keys(settingShapes) as readonly SettingName[];

/** The keys that the object at a path may have; empty where any may be there. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(projectSchema.shape);
  switch (path[0]) {
    case 'defaults':
      return path.length === 1 ? settingNames : [];
    case 'builds':
      return path.length === 2 ? ['name', ...settingNames] : [];
    case 'check':
      return path.length === 1 ? ['jobs', 'baseline', 'reports'] : path[1] === 'reports' ? reportFormatNames : [];
    case 'lint':
      return path.length === 1
        ? ['tree', 'arch', 'preset', 'failOn', 'baseline', 'reports']
        : path[1] === 'reports'
          ? reportFormatNames
          : [];
    default:
      return [];
  }
}

/** The JSON schema of project files, of draft 7, which editors know. */
export function configSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(projectSchema, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'kgate.config.json, kgate.config.jsonc, kgate.config.yaml', ...schema };
}
