/** Dead symbols by what they are dead for: every finding belongs to the root cause that most others share. */
import type { Way } from '../../explain/roots/ways.ts';
import { type Property, printExpression, promptsOf } from '../../kconfig/index.ts';
import type { DeadFinding, DeadGroup, DeadReason, DeadResult } from '../../results/dead.ts';
import type { RootCause } from '../../results/root-cause.ts';
import type { Candidate } from './candidates.ts';

/** A candidate that is dead, with the ways to it that are blocked. */
export interface DeadItem extends Candidate {
  readonly because: DeadReason;
  readonly ways: readonly Way[];
}

/** Findings with their causes and groups. */
export class Findings {
  readonly findings: readonly DeadFinding[];
  private readonly groups: readonly DeadGroup[];
  private readonly causes: RootCause[] = [];
  private readonly known = new Map<string, number>();

  /** `detail` adds what is known about all causes at once. */
  constructor(items: readonly DeadItem[], detail: (causes: readonly RootCause[]) => RootCause[]) {
    const shares = new Map<string, number>();
    for (const item of items) for (const key of keysOf(item)) shares.set(key, (shares.get(key) ?? 0) + 1);
    this.findings = items.map((item) => this.finding(item, shares));
    this.causes = detail(this.causes);
    this.groups = groupsOf(this.findings);
  }

  /** As the result has them. */
  result(): Pick<DeadResult, 'groups' | 'causes' | 'findings'> {
    return { groups: this.groups, causes: this.causes, findings: this.findings };
  }

  private finding(item: DeadItem, shares: ReadonlyMap<string, number>): DeadFinding {
    const { because, choice, kind, property, symbol, ways } = item;
    const roots = [...(ways[0]?.roots ?? [])].sort(
      ([left], [right]) => (shares.get(right) ?? 0) - (shares.get(left) ?? 0),
    );
    const causes = roots.map(([key, { root }]) => this.causeOf(key, root));
    const prompt = symbol === null ? (choice?.prompt?.text ?? null) : (promptsOf(symbol)[0]?.text ?? null);
    const isProperty = kind === 'idle-default' || kind === 'idle-select';
    return {
      kind,
      because,
      symbol: symbol?.name ?? (choice?.symbol?.name || null),
      type: symbol?.type ?? 'choice',
      prompt,
      text: isProperty && property !== null ? textOf(property) : null,
      location: property?.location ?? symbol?.entries[0]?.location ?? choice?.location ?? null,
      causes,
      via: roots[0]?.[1].root.via ?? [],
    };
  }

  private causeOf(key: string, root: RootCause): number {
    let at = this.known.get(key);
    if (at === undefined) {
      at = this.causes.length;
      this.known.set(key, at);
      // How each symbol leads to it is with the symbol.
      this.causes.push({ ...root, via: [] });
    }
    return at;
  }
}

function keysOf({ ways }: DeadItem): Iterable<string> {
  return ways[0]?.roots.keys() ?? [];
}

function textOf({ kind, target, value, writtenCondition }: Property): string {
  const what = kind === 'default' ? `default ${printExpression(value, null)}` : `${kind} ${target?.name ?? ''}`;
  return writtenCondition === null ? what : `${what} if ${printExpression(writtenCondition, null)}`;
}

function groupsOf(findings: readonly DeadFinding[]): DeadGroup[] {
  const groups = new Map<string, { readonly group: DeadGroup; readonly findings: number[] }>();
  for (const [at, { because, causes, kind }] of findings.entries()) {
    const cause = causes[0] ?? -1;
    const key = `${kind} ${because} ${cause}`;
    const known = groups.get(key);
    if (known !== undefined) known.findings.push(at);
    else {
      const list = [at];
      groups.set(key, { group: { kind, because, cause, findings: list }, findings: list });
    }
  }
  return [...groups.values()]
    .map(({ group }) => group)
    .sort((left, right) => right.findings.length - left.findings.length);
}
