/** Compares JSON schemas with the TypeScript types of the same results. */
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** Fields that `src/report/json/json.ts` leaves out. */
const leftOut = new Set(['call']);

/** Fields of any content: `docs/diagnostics.md` lists the arguments of each code. */
const open = new Set(['args']);

/** A node of a schema. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** The types that some modules of `src` export. */
export class TypeReader {
  readonly checker: ts.TypeChecker;
  private readonly program: ts.Program;

  constructor(files: readonly string[]) {
    const options: ts.CompilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      types: [],
    };
    this.program = ts.createProgram(
      files.map((file) => join(root, file)),
      options,
    );
    this.checker = this.program.getTypeChecker();
  }

  /** An exported type by file (from the root of the repository) and name. */
  type(file: string, name: string): ts.Type {
    const source = this.program.getSourceFile(join(root, file));
    const module = source === undefined ? undefined : this.checker.getSymbolAtLocation(source);
    const found =
      module === undefined ? undefined : this.checker.getExportsOfModule(module).find((one) => one.name === name);
    if (found === undefined) throw new Error(`${file} exports no ${name}`);
    return this.checker.getDeclaredTypeOfSymbol(found);
  }

  /** The fields of a type with the text of their types. */
  fields(type: ts.Type): Map<string, ts.Type> {
    return new Map(
      this.checker.getPropertiesOfType(type).map((field) => [field.name, this.checker.getTypeOfSymbol(field)]),
    );
  }
}

/** What differs between a schema and a type, one line for each place; empty when they say the same. */
export function compareWithType(schema: SchemaNode, type: ts.Type, { checker }: TypeReader): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  const ids = new Map<SchemaNode, number>();

  function resolve(node: SchemaNode): SchemaNode {
    const name = node.$ref?.replace('#/$defs/', '');
    if (name === undefined) return node;
    // A reference may lead into a definition: `cause/properties/kind`.
    const target = name
      .split('/')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], schema.$defs) as
      | SchemaNode
      | undefined;
    if (target === undefined) throw new Error(`no $defs/${name}`);
    return resolve(target);
  }

  function alternatives(node: SchemaNode): SchemaNode[] {
    const whole = resolve(node);
    return (whole.anyOf ?? whole.oneOf)?.flatMap(alternatives) ?? [whole];
  }

  function partsOf(at: ts.Type): ts.Type[] {
    return at.isUnion() ? at.types : [at];
  }

  function visit(node: SchemaNode, at: ts.Type, path: string): void {
    const choices = alternatives(node);
    for (const choice of choices) if (!ids.has(choice)) ids.set(choice, ids.size);
    const key = `${choices.map((choice) => ids.get(choice)).join(',')} ${checker.typeToString(at)} ${(at as { id?: number }).id}`;
    if (seen.has(key)) return;
    seen.add(key);
    const parts = partsOf(at).filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
    const names = new Set(choices.flatMap(({ type: name = [] }) => name));
    const values = choices.flatMap((choice) => choice.enum ?? ('const' in choice ? [choice.const] : []));
    for (const value of values) names.add(value === null ? 'null' : typeof value);
    const expected = new Set(parts.map(kindOf));
    if (names.has('integer')) names.add('number');
    names.delete('integer');
    if ([...names].sort().join() !== [...expected].sort().join()) {
      problems.push(
        `${path}: the schema has ${[...names].sort().join('|')}, the type ${[...expected].sort().join('|')}`,
      );
      return;
    }
    const literals = parts.flatMap((part) => (part.isStringLiteral() || part.isNumberLiteral() ? [part.value] : []));
    const hasPattern = choices.some(({ pattern }) => pattern !== undefined);
    const given = values.filter((value) => typeof value === 'string' || typeof value === 'number');
    if (!hasPattern && [...given].sort().join() !== [...literals].sort().join()) {
      problems.push(
        `${path}: the schema has ${[...given].sort().join('|')}, the type ${[...literals].sort().join('|')}`,
      );
    }
    const lists = parts.filter((part) => checker.isArrayType(part));
    const items = choices.find((choice) => choice.items !== undefined)?.items;
    for (const list of lists) {
      const element = checker.getTypeArguments(list as ts.TypeReference)[0];
      if (items === undefined) problems.push(`${path}: no items`);
      else if (element !== undefined) visit(items, element, `${path}[]`);
    }
    const records = parts.filter((part) => kindOf(part) === 'object');
    if (records.length > 0) visitObject(choices, checker.getNonNullableType(at), records, path);
  }

  function visitObject(choices: readonly SchemaNode[], at: ts.Type, records: readonly ts.Type[], path: string): void {
    const nodes = choices.filter(
      (choice) => choice.properties !== undefined || choice.additionalProperties !== undefined,
    );
    const index = checker.getIndexTypeOfType(records[0] ?? at, ts.IndexKind.String);
    if (index !== undefined) {
      const extra = nodes[0]?.additionalProperties;
      if (typeof extra === 'object') visit(extra, index, `${path}.*`);
      else problems.push(`${path}: the type has any field, the schema does not`);
      return;
    }
    for (const node of nodes) if (node.additionalProperties !== false) problems.push(`${path}: additionalProperties`);
    // One schema for all members of a union, or one for each.
    const pairs =
      nodes.length === records.length && nodes.length > 1 ? pair(nodes, records) : nodes.map((node) => ({ node, at }));
    for (const { node, at: record } of pairs) {
      const fields = checker.getPropertiesOfType(record).filter(({ name }) => !leftOut.has(name));
      const known = new Set(Object.keys(node.properties ?? {}));
      for (const field of fields) {
        const inner = node.properties?.[field.name];
        known.delete(field.name);
        if (inner === undefined) {
          problems.push(`${path}.${field.name}: not in the schema`);
          continue;
        }
        const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
        if (isOptional === (node.required ?? []).includes(field.name)) {
          problems.push(`${path}.${field.name}: ${isOptional ? 'optional in the type' : 'not required in the schema'}`);
        }
        if (!open.has(field.name)) visit(inner, checker.getTypeOfSymbol(field), `${path}.${field.name}`);
      }
      for (const name of known) problems.push(`${path}.${name}: not in the type`);
    }
  }

  /** Members of a union and their schemas, by the literal of their first field. */
  function pair(nodes: readonly SchemaNode[], records: readonly ts.Type[]): { node: SchemaNode; at: ts.Type }[] {
    return nodes.flatMap((node) => {
      const [name = '', first] = Object.entries(node.properties ?? {}).find(([, one]) => 'const' in one) ?? [];
      const at = records.find((record) => {
        const field = checker.getPropertyOfType(record, name);
        const type = field === undefined ? undefined : checker.getTypeOfSymbol(field);
        return type?.isStringLiteral() === true && type.value === first?.const;
      });
      if (at === undefined) problems.push(`no type for the schema with ${name} ${String(first?.const)}`);
      return at === undefined ? [] : [{ node, at }];
    });
  }

  function kindOf(at: ts.Type): string {
    if ((at.flags & ts.TypeFlags.StringLike) !== 0) return 'string';
    if ((at.flags & ts.TypeFlags.NumberLike) !== 0) return 'number';
    if ((at.flags & ts.TypeFlags.BooleanLike) !== 0) return 'boolean';
    if ((at.flags & ts.TypeFlags.Null) !== 0) return 'null';
    return checker.isArrayType(at) ? 'array' : 'object';
  }

  visit(schema, type, '');
  return problems;
}
