import type { ByteString } from '../../core/bytes.ts';
import { isToolRole } from '../../toolchain/tool-role.ts';
import type { BinutilsRecord, CompilerProfile, FlagRecord, RecordedAnswer } from './profile.ts';

/** The profile in a file's text, or the first thing that is wrong with it. */
export type ParsedProfile = { readonly profile: CompilerProfile } | { readonly problem: string };

const textFields = [
  'name',
  'target',
  'driver',
  'method',
  'versionOutput',
  'dumpVersion',
  'assembler',
  'linker',
] as const;

const fields: ReadonlySet<string> = new Set([
  '$schema',
  'schemaVersion',
  'aliases',
  'binutils',
  'vendor',
  'version',
  'predefined',
  'flags',
  'answers',
  'files',
  'absent',
  'baseFlags',
  ...textFields,
]);

/** Reads a profile file. The rules are those of docs/schema/profile.schema.json. */
export function parseProfile(text: ByteString): ParsedProfile {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  } catch (error) {
    return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isRecord(value)) return { problem: 'the top level is not an object' };
  if (value.schemaVersion !== 1) {
    return { problem: `schemaVersion is ${JSON.stringify(value.schemaVersion) ?? 'missing'}, not 1` };
  }
  for (const name of Object.keys(value)) if (!fields.has(name)) return { problem: `unknown field '${name}'` };
  if (!hasTexts(value)) {
    return { problem: `'${textFields.find((name) => !isText(value[name])) ?? ''}' is not a text` };
  }
  const { name, target, driver, method, versionOutput, dumpVersion, assembler, linker } = value;
  const { aliases, vendor, version, predefined, flags } = value;
  if (!isTextList(aliases)) return { problem: "'aliases' is not a list of texts" };
  if (vendor !== 'gcc' && vendor !== 'clang') return { problem: "'vendor' is neither gcc nor clang" };
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+$/.test(version)) {
    return { problem: "'version' is not MAJOR.MINOR.PATCH" };
  }
  if (!isTextRecord(predefined)) return { problem: "'predefined' is not an object of texts" };
  const records = parseFlags(flags);
  if (typeof records === 'string') return { problem: records };
  const binutils = value.binutils === undefined ? null : parseBinutils(value.binutils);
  if (typeof binutils === 'string') return { problem: binutils };
  const answers = value.answers === undefined ? [] : parseCalls(value.answers);
  if (typeof answers === 'string') return { problem: answers };
  const { absent = [], baseFlags = [], files = {} } = value;
  if (!isFlagRecord(files)) {
    return { problem: "'files' is not an object of true and false" };
  }
  if (!isTextList(absent)) return { problem: "'absent' is not a list of texts" };
  if (!isTextList(baseFlags)) return { problem: "'baseFlags' is not a list of texts" };
  return {
    profile: {
      schemaVersion: 1,
      name,
      aliases,
      vendor,
      version,
      target,
      driver,
      method,
      versionOutput,
      dumpVersion,
      assembler,
      linker,
      predefined: new Map(Object.entries(predefined)),
      flags: records,
      binutils,
      answers,
      files: new Map(Object.entries(files)),
      absent,
      baseFlags,
    },
  };
}

function parseFlags(value: unknown): Map<string, FlagRecord> | string {
  if (!isRecord(value)) return "'flags' is not an object";
  for (const name of Object.keys(value)) {
    if (!['accepted', 'rejected', 'documented'].includes(name)) return `unknown field 'flags.${name}'`;
  }
  const { accepted, rejected, documented } = value;
  if (!isTextList(accepted)) return "'flags.accepted' is not a list of texts";
  if (!isTextRecord(rejected)) return "'flags.rejected' is not an object of texts";
  if (!isTextList(documented)) return "'flags.documented' is not a list of texts";
  const records = new Map<string, FlagRecord>();
  const all = [
    ...accepted.map((flag): [string, FlagRecord] => [flag, { accepted: true, stderr: '', basis: 'recorded' }]),
    ...Object.entries(rejected).map(([flag, stderr]): [string, FlagRecord] => [
      flag,
      { accepted: false, stderr, basis: 'recorded' },
    ]),
    ...documented.map((flag): [string, FlagRecord] => [flag, { accepted: true, stderr: '', basis: 'documented' }]),
  ];
  for (const [flag, record] of all) {
    if (!/^-\S*(?: \S+)*$/.test(flag)) return `'${flag}' is not a flag text`;
    if (records.has(flag)) return `'${flag}' is listed twice`;
    records.set(flag, record);
  }
  return records;
}

function parseBinutils(value: unknown): BinutilsRecord | string {
  if (!isRecord(value)) return "'binutils' is not an object";
  const known = ['method', 'assemblerOptions', 'assemblerTexts', 'linkerOptions', 'firstLines'];
  for (const name of Object.keys(value)) if (!known.includes(name)) return `unknown field 'binutils.${name}'`;
  const { method, firstLines } = value;
  if (typeof method !== 'string' || method === '') return "'binutils.method' is not a text";
  if (!isTextRecord(firstLines)) return "'binutils.firstLines' is not an object of texts";
  const assemblerOptions = parseAnswers('binutils.assemblerOptions', value.assemblerOptions);
  if (typeof assemblerOptions === 'string') return assemblerOptions;
  const assemblerTexts = parseAnswers('binutils.assemblerTexts', value.assemblerTexts);
  if (typeof assemblerTexts === 'string') return assemblerTexts;
  const linkerOptions = parseAnswers('binutils.linkerOptions', value.linkerOptions);
  if (typeof linkerOptions === 'string') return linkerOptions;
  return { method, assemblerOptions, assemblerTexts, linkerOptions, firstLines: new Map(Object.entries(firstLines)) };
}

/** `{accepted: [text…], rejected: {text: words}}` as records, or what is wrong with it. */
function parseAnswers(field: string, value: unknown): Map<string, FlagRecord> | string {
  if (!isRecord(value)) return `'${field}' is not an object`;
  for (const name of Object.keys(value)) {
    if (name !== 'accepted' && name !== 'rejected') return `unknown field '${field}.${name}'`;
  }
  const { accepted, rejected } = value;
  if (!isTextList(accepted)) return `'${field}.accepted' is not a list of texts`;
  if (!isTextRecord(rejected)) return `'${field}.rejected' is not an object of texts`;
  const records = new Map<string, FlagRecord>();
  for (const text of accepted) records.set(text, { accepted: true, stderr: '', basis: 'recorded' });
  for (const [text, stderr] of Object.entries(rejected)) {
    if (records.has(text)) return `'${field}' lists '${text}' twice`;
    records.set(text, { accepted: false, stderr, basis: 'recorded' });
  }
  return records;
}

const callFields: ReadonlySet<string> = new Set(['tool', 'args', 'input', 'status', 'stdout', 'stderr', 'isPartial']);

/** Whole calls, or what is wrong with them. */
function parseCalls(value: unknown): RecordedAnswer[] | string {
  if (!Array.isArray(value)) return "'answers' is not a list";
  const answers: RecordedAnswer[] = [];
  for (const [at, item] of value.entries()) {
    const name = `'answers[${at}]'`;
    if (!isRecord(item)) return `${name} is not an object`;
    for (const field of Object.keys(item)) if (!callFields.has(field)) return `unknown field '${field}' in ${name}`;
    const { tool, args, input = null, status, stdout = '', stderr = '', isPartial = false } = item;
    if (typeof tool !== 'string' || !(isToolRole(tool) || tool === 'python')) return `${name} has no tool`;
    if (!isTextList(args)) return `${name} has no list of arguments`;
    if (input !== null && typeof input !== 'string') return `${name}: 'input' is not a text`;
    if (typeof status !== 'number' || !Number.isInteger(status)) return `${name} has no exit status`;
    if (typeof stdout !== 'string' || typeof stderr !== 'string') return `${name}: an output is not a text`;
    if (typeof isPartial !== 'boolean') return `${name}: 'isPartial' is neither true nor false`;
    answers.push({ tool, args, input, status, stdout, stderr, isPartial });
  }
  return answers;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

type Texts = Record<(typeof textFields)[number], string>;

function hasTexts(value: Record<string, unknown>): value is Record<string, unknown> & Texts {
  return textFields.every((name) => isText(value[name]));
}

function isFlagRecord(value: unknown): value is Record<string, boolean> {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'boolean');
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string');
}
