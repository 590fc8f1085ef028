/** Goals in the form that the search takes: conditions on single symbols. */

import type { ByteString } from '../../core/bytes.ts';
import type { Allowed, Case } from '../../kernel/objects/cases.ts';

/** Combinations of texts that one case is made into. */
const maxTexts = 64;

/** One condition on one symbol. */
export interface BuildAtom {
  /** Without prefix. */
  readonly symbol: ByteString;
  readonly relation: 'at least' | 'is' | 'not';
  /** `n`, `m`, `y`, or the text of a string or number without quotes; empty for one that is not set. */
  readonly value: string;
}

/** A way to build it: all atoms have to hold. */
export interface BuildWay {
  readonly atoms: readonly BuildAtom[];
  /** What is made, from the top of the object tree: an object, or the object a module is linked of. */
  readonly object: ByteString;
}

/** Values by what auto.conf says. */
export function valuesIn(autoConf: ByteString): (name: ByteString) => string {
  const values = new Map<ByteString, string>();
  for (const line of autoConf.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1).replace(/^"(.*)"$/, '$1'));
  }
  return (name) => values.get(name) ?? 'n';
}

/** Whether an atom holds with a value as Kconfig has it: `n` for a symbol that is not set. */
export function atomHolds({ relation, value }: BuildAtom, current: string): boolean {
  if (relation === 'is') return current === value;
  if (relation === 'not') return current !== value;
  return value === 'y' ? current === 'y' : current === 'y' || current === 'm';
}

/** A case as atoms; one for each text where a symbol may have several. */
export function atomsOf(one: Case): BuildAtom[][] {
  let found: BuildAtom[][] = [[]];
  for (const [name, value] of one) {
    const symbol = name.replace(/^CONFIG_/, '');
    const choices = relationsOf(value).map((relations) => relations.map((relation) => ({ symbol, ...relation })));
    found = found.flatMap((atoms) => choices.map((choice) => [...atoms, ...choice])).slice(0, maxTexts);
  }
  return found;
}

type Relation = Omit<BuildAtom, 'symbol'>;

function relationsOf({ domain, isExcluded, values }: Allowed): Relation[][] {
  if (domain === null) {
    if (isExcluded) return [values.map((value) => ({ relation: 'not', value }))];
    return values.map((value) => [{ relation: 'is', value }]);
  }
  const [only] = values;
  if (values.length === 1) {
    return only === 'n' && domain.length === 2
      ? [[{ relation: 'not', value: 'y' }]]
      : [[{ relation: 'is', value: only! }]];
  }
  if (!values.includes('n')) return [[{ relation: 'at least', value: 'm' }]];
  return [[{ relation: 'not', value: values.includes('m') ? 'y' : 'm' }]];
}

/** The same for atoms in any order. */
export function keyOf(atoms: readonly BuildAtom[]): string {
  return atoms
    .map(({ symbol, relation, value }) => `${symbol}\0${relation}\0${value}`)
    .sort()
    .join('\u0001');
}

/** True where one way asks for no more than another one. */
export function isPartOf(small: BuildWay, large: BuildWay): boolean {
  const keys = new Set(large.atoms.map((atom) => keyOf([atom])));
  return small.atoms.every((atom) => keys.has(keyOf([atom])));
}
