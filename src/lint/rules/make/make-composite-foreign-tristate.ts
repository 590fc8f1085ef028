import type { LintDiagnostic } from '../../codes.ts';
import { conditionsOf } from '../../kconfig/facts.ts';
import { canBeModule } from '../../make/architecture.ts';
import { type LintSymbol, namesIn } from '../../kconfig/symbol-index.ts';
import { isRead } from '../../make/exact-value.ts';
import { ruleFinding } from '../../finding.ts';
import { listsWith, seeMakeLine, unitsOf } from '../../make/facts.ts';
import type { KbuildUnit, ListLine } from '../../make/kbuild-unit.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'make-composite-foreign-tristate',
  summary: 'a part of an object depends on a tristate of its own: with m it is left out of what is built in',
  severity: 'warning',
  hasFix: false,
  preset: 'all',
  since: '0.3.0',
};

/** `wifi-$(CONFIG_LEDS) += led.o` in an object that CONFIG_WIFI builds. */
export const makeCompositeForeignTristate: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const [unit] = unitsOf(makefile, tree);
  if (unit === undefined) return [];
  for (const line of unit.lists) {
    if (line.file !== makefile.path || line.symbol === null) continue;
    const part = tree.symbols.symbols.get(line.symbol);
    if (part === undefined || !canBeModule(makefile.path, part.name, tree)) continue;
    const owner = ownerOf(unit, line, tree);
    if (owner === undefined) continue;
    const [whole, list] = owner;
    if (whole.name === part.name || isSettled(whole, part, tree)) continue;
    const values = new Map([
      [`CONFIG_${whole.name}`, 'y'],
      [`CONFIG_${part.name}`, 'm'],
    ]);
    if (isRead(line.statement.guards, values) === false || isRead(list.statement.guards, values) === false) continue;
    const objects = line.words.map(({ text }) => text).join(' ');
    findings.push(
      ruleFinding({
        rule: 'make-composite-foreign-tristate',
        severity: 'warning',
        location: placeIn(makefile, line.statement.location.line),
        message: `with CONFIG_${part.name}=m and CONFIG_${whole.name}=y, ${line.base}.o is built in without ${objects}`,
        args: { symbol: part.name, owner: whole.name, file: `${line.base}.o` },
        causes: [
          seeMakeLine(`${line.base}.o is built by CONFIG_${whole.name}`, list.file, list.statement.location.line),
        ],
        notes: [
          `A bool that depends on ${part.name}=y || ${part.name}=${whole.name} says when the part belongs to it.`,
        ],
      }),
    );
  }
  return findings;
}

/** The tristate that builds the object which a line is about. */
function ownerOf(unit: KbuildUnit, line: ListLine, tree: LintTree): [symbol: LintSymbol, list: ListLine] | undefined {
  const lists = listsWith(unit, `${line.base}.o`).filter(({ base }) => base === 'obj');
  const [list] = lists;
  if (list === undefined || lists.length > 1 || list.symbol === null) return undefined;
  const symbol = tree.symbols.symbols.get(list.symbol);
  return symbol !== undefined && canBeModule(line.file, symbol.name, tree) ? [symbol, list] : undefined;
}

/** Kconfig says how the two go together: the whole depends on the part in some way, or turns it on. */
function isSettled(whole: LintSymbol, part: LintSymbol, tree: LintTree): boolean {
  if (part.selectors.some(({ symbol }) => symbol === whole.name)) return true;
  return whole.definitions.some(({ entry, location }) => {
    const { own, around } = conditionsOf(location.file, entry, tree);
    const names = [...own, ...around].flatMap(({ expr }) => namesIn(expr));
    // PTP_1588_CLOCK_OPTIONAL follows from PTP_1588_CLOCK.
    return names.includes(part.name) || names.some((name) => followsFrom(name, part.name, tree));
  });
}

function followsFrom(name: string, other: string, tree: LintTree): boolean {
  const symbol = tree.symbols.symbols.get(name);
  if (symbol === undefined || symbol.hasPrompt) return false;
  return symbol.definitions.some(({ entry }) =>
    entry.properties.some(({ value, writtenCondition }) =>
      [...namesIn(value), ...namesIn(writtenCondition)].includes(other),
    ),
  );
}
