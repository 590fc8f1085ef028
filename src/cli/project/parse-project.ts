/** A project file with everything checked that can be checked without the trees. */
import type * as z from 'zod';
import { checkCodes, nearestHint, ruleNames } from '../code-names.ts';
import { type ProjectDocument, projectError, readDocument, type ValuePath } from './document.ts';
import { keysAt, type ProjectFile, projectSchema } from './schema.ts';

/** A project file that was read. */
export interface Project {
  /** As the user would name it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Directory of the file, which its paths start from. Absolute. */
  readonly directory: string;
  readonly file: ProjectFile;
  readonly document: ProjectDocument;
}

/** Longest file that is read, in characters. */
const maxLength = 1_000_000;

/**
 * Reads a project file. Throws UsageError `usage/project`, with the line, for what is no project file: the first error is
 * the message, others are further lines.
 */
export function parseProject(place: Pick<Project, 'name' | 'path' | 'directory'>, text: string): Project {
  const { name } = place;
  if (text.length > maxLength) throw projectError(name, null, `longer than ${maxLength} characters`);
  const document = readDocument(name, text);
  const parsed = projectSchema.safeParse(document.value ?? {}, { reportInput: true });
  if (!parsed.success) throw shapeError(name, document, parsed.error.issues);
  const project = { ...place, file: withWritten(parsed.data, document), document };
  checkNames(project);
  return project;
}

/** `builds[1].arch`. */
export function pathText(path: ValuePath): string {
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}

function shapeError(name: string, document: ProjectDocument, issues: readonly z.core.$ZodIssue[]): Error {
  const found = issues.flatMap((issue) => problemsOf(issue));
  found.sort((a, b) => document.lineOf(a.path) - document.lineOf(b.path));
  const [first = { path: [], message: 'not a project file', hint: undefined }, ...rest] = found;
  const error = projectError(name, document.lineOf(first.path), first.message, first.hint);
  const lines = rest.map(({ hint, message, path }) => {
    return `${name}:${document.lineOf(path)}: ${message}${hint === undefined ? '' : `: ${hint}`}`;
  });
  return Object.assign(error, { lines });
}

interface Problem {
  readonly path: ValuePath;
  readonly message: string;
  readonly hint: string | undefined;
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const at = path.length === 0 ? '' : `${pathText(path)}: `;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key '${pathText([...path, key])}'`,
      hint: nearestHint(key, known) ?? `the keys here are ${known.join(', ')}`,
    }));
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    const given = typeof issue.input === 'string' ? nearestHint(issue.input, known) : '';
    return [{ path, message: `${at}has to be ${known.join(' or ')}`, hint: given || undefined }];
  }
  if (issue.code === 'invalid_key') {
    return [{ path, message: `'${pathText(path)}' is no name of a variable of make`, hint: undefined }];
  }
  if (issue.code === 'invalid_type') {
    const isMissing = issue.input === undefined && path.length > 0;
    const message = isMissing ? `${pathText(path)} is missing` : `${at}has to be ${article(issue.expected)}`;
    return [{ path, message, hint: undefined }];
  }
  if (issue.code === 'invalid_union') {
    return [{ path, message: `${at}has to be a text, a number or true or false`, hint: undefined }];
  }
  const words = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return [{ path, message: `${at}${words}`, hint: undefined }];
}

/** Types as people call them. */
const typeWords: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  string: 'a text',
};

function article(type: string): string {
  return typeWords[type] ?? `a ${type}`;
}

/** The variables as they are written: `0x10` is a text of make, and no number. */
function withWritten(file: ProjectFile, document: ProjectDocument): ProjectFile {
  const written = <Settings extends NonNullable<ProjectFile['defaults']>>(
    settings: Settings,
    path: ValuePath,
  ): Settings => {
    const { variables } = settings;
    if (variables === undefined) return settings;
    const texts = Object.entries(variables).map(([name, value]) => {
      const text = typeof value === 'string' ? value : document.writtenAt([...path, 'variables', name]);
      return [name, text ?? String(value)] as const;
    });
    return { ...settings, variables: Object.fromEntries(texts) };
  };
  const { builds, defaults } = file;
  return {
    ...file,
    ...(defaults !== undefined && { defaults: written(defaults, ['defaults']) }),
    ...(builds !== undefined && { builds: builds.map((build, at) => written(build, ['builds', at])) }),
  };
}

/** Names of rules and codes; names that are there twice; settings that exclude each other. */
function checkNames({ document, file, name }: Project): void {
  const rules = Object.keys(file.rules ?? {});
  const known = rules.length === 0 ? [] : [...ruleNames(), ...checkCodes()];
  for (const rule of rules) {
    if (known.includes(rule)) continue;
    const hint = nearestHint(rule, known) ?? 'kgate rules lists rules, docs/diagnostics.md codes';
    throw projectError(name, document.lineOf(['rules', rule]), `rules: there is no rule or code '${rule}'`, hint);
  }
  const seen = new Map<string, number>();
  for (const [at, build] of (file.builds ?? []).entries()) {
    const line = document.lineOf(['builds', at, 'name']);
    const other = seen.get(build.name);
    if (other !== undefined) throw projectError(name, line, `a build named '${build.name}' is on line ${other}, too`);
    seen.set(build.name, line);
  }
  const all = [
    ...(file.defaults === undefined ? [] : [{ settings: file.defaults, path: ['defaults'] as ValuePath }]),
    ...(file.builds ?? []).map((settings, at) => ({ settings, path: ['builds', at] as ValuePath })),
  ];
  for (const { path, settings } of all) {
    for (const [one, other] of exclusive) {
      if (settings[one] === undefined || settings[other] === undefined) continue;
      throw projectError(name, document.lineOf([...path, other]), `${pathText(path)} has both ${one} and ${other}`);
    }
    if (settings.variables?.['O'] !== undefined) {
      throw projectError(name, document.lineOf([...path, 'variables', 'O']), 'O= is the setting objects');
    }
    if (settings.arch !== undefined && settings.variables?.['ARCH'] !== undefined) {
      throw projectError(
        name,
        document.lineOf([...path, 'variables', 'ARCH']),
        'ARCH= is the setting arch, which is there, too',
      );
    }
  }
}

/** Settings of which a build has one: that of a build takes the place of either one of the defaults. */
export const exclusive = [
  ['config', 'defconfig'],
  ['compiler', 'toolchain'],
] as const;
