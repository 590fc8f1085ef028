import { formatLocation } from '../../../core/location.ts';
import type { Entry, Property } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { areImplied, isSubset, kconfigFinding, keysOf, seeLine } from '../../kconfig/facts.ts';
import {
  definitionsIn,
  editFix,
  type LintKconfig,
  type LintTree,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';

const meta: RuleMeta = {
  name: 'duplicate-property',
  summary: 'a select, imply, default, range or dependency that stands there twice',
  severity: 'info',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A line, or an operand of a line, that says what another one says already. */
export const duplicateProperty: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    findings.push(...dependencies(file, entry, tree));
    findings.push(...attributes(file, entry, tree));
  }
  for (const entry of definitionsIn(file)) findings.push(...selectsOfOtherDefinitions(file, entry, tree));
  return findings;
}

/** Operands that an earlier `depends on` line, or the same one, has. */
function dependencies(file: LintKconfig, entry: Entry, tree: LintTree): LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const seen = new Map<string, number>();
  for (const clause of entry.clauses) {
    const operands = tree.conditions.conjunctsOf(clause.expr);
    const { line } = clause.location;
    const repeated = operands.filter(
      ({ key }, at) => seen.has(key) || operands.findIndex((one) => one.key === key) < at,
    );
    for (const { key } of repeated.slice(0, 1)) {
      const first = seen.get(key) ?? line;
      const isWhole = repeated.length === operands.length && first !== line;
      findings.push(
        finding(file, entry, 'depends', line, `${file.path}:${first}`, {
          message: `${key} is a condition already, in ${first === line ? 'the same line' : `line ${first}`}`,
          first: { file: file.path, line: first },
          isWhole,
        }),
      );
    }
    for (const { key } of operands) if (!seen.has(key)) seen.set(key, line);
  }
  return findings;
}

/** Attributes of one entry with the same value and the same condition. */
function attributes(file: LintKconfig, entry: Entry, tree: LintTree): LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const seen = new Map<string, Property>();
  const byTarget = new Map<Property['target'], Property[]>();
  for (const property of entry.properties) {
    const list = byTarget.get(property.target);
    if (list === undefined) byTarget.set(property.target, [property]);
    else list.push(property);
  }
  for (const property of entry.properties) {
    const key = attributeKey(property, tree);
    if (key === undefined) continue;
    const first = seen.get(key) ?? widerThan(property, byTarget.get(property.target) ?? [], tree);
    if (first === undefined) {
      seen.set(key, property);
      continue;
    }
    const isSame = attributeKey(first, tree) === key;
    const message = isSame
      ? `the same ${property.kind} stands in line ${first.location.line}`
      : `line ${first.location.line} has the ${property.kind} wherever this one counts`;
    findings.push(
      finding(file, entry, property.kind, property.location.line, formatLocation(first.location), {
        message,
        first: first.location,
        isWhole: true,
      }),
    );
  }
  return findings;
}

/** One of `all` selects of the same symbol that is on wherever this one is, and not the other way round. */
function widerThan(property: Property, all: readonly Property[], tree: LintTree): Property | undefined {
  if (property.kind !== 'select' && property.kind !== 'imply') return undefined;
  const own = tree.conditions.conjunctsOf(property.writtenCondition);
  const keys = new Set(own.map(({ key }) => key));
  return all.find((one) => {
    if (one === property || one.kind !== property.kind) return false;
    const others = tree.conditions.conjunctsOf(one.writtenCondition);
    if (!areImplied(others, keys, tree)) return false;
    return !areImplied(own, new Set(others.map(({ key }) => key)), tree);
  });
}

function attributeKey(property: Property, tree: LintTree): string | undefined {
  const condition = property.writtenCondition === null ? '' : tree.conditions.keyOf(property.writtenCondition);
  switch (property.kind) {
    case 'select':
    case 'imply':
      return `${property.kind} ${property.target?.name} ${condition}`;
    case 'default':
      return property.value === null ? undefined : `default ${tree.conditions.keyOf(property.value)} ${condition}`;
    case 'range':
      return `range ${property.low?.name} ${property.high?.name} ${condition}`;
    default:
      return undefined;
  }
}

/** A select that another definition of the symbol has, under no more conditions. */
function selectsOfOtherDefinitions(
  file: LintKconfig,
  entry: ReturnType<typeof definitionsIn>[number],
  tree: LintTree,
): LintDiagnostic[] {
  const { name } = entry.symbol;
  const others = tree.symbols.symbols.get(name)?.definitions ?? [];
  if (others.length < 2) return [];
  const findings: LintDiagnostic[] = [];
  for (const property of entry.properties) {
    if (property.kind !== 'select') continue;
    const keys = keysOf(file.path, property, tree);
    for (const other of others) {
      if (other.entry === entry || !tree.sources.isReadWherever(file.path, other.location.file)) continue;
      const same = other.entry.properties.find(
        (one) => one.kind === 'select' && one.target?.name === property.target?.name,
      );
      if (same === undefined) continue;
      const otherKeys = keysOf(other.location.file, same, tree);
      if (!isSubset(otherKeys, keys)) continue;
      // Of two that say the same, the first one stays.
      if (otherKeys.size === keys.size && isBefore(property, same)) continue;
      const message = `another definition of ${name} selects ${property.target?.name} already`;
      findings.push(
        finding(file, entry, 'select', property.location.line, formatLocation(same.location), {
          message,
          first: same.location,
          isWhole: true,
        }),
      );
      break;
    }
  }
  return findings;
}

function isBefore(one: Property, other: Property): boolean {
  const [left, right] = [one.location, other.location];
  return left.file === right.file ? left.line < right.line : left.file < right.file;
}

interface Found {
  readonly message: string;
  readonly first: { readonly file: string; readonly line: number };
  /** The whole line can go. */
  readonly isWhole: boolean;
}

function finding(
  file: LintKconfig,
  entry: Entry,
  property: string,
  line: number,
  firstText: string,
  { message, first, isWhole }: Found,
): LintDiagnostic {
  return kconfigFinding({
    rule: 'duplicate-property',
    severity: 'info',
    file,
    line,
    message,
    args: { symbol: entry.symbol?.name ?? '', property, first: firstText },
    causes:
      first.line === line && first.file === file.path ? [] : [seeLine('it stands here first', first.file, first.line)],
    fixes: isWhole ? [editFix('remove the line', 'safe', [withoutLine(file, line)])] : [],
  });
}
