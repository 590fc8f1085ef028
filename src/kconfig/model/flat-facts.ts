import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from './flat-model.ts';
import { exprCode, symbolKindCode } from './flat-model.ts';

/** Facts of a flat model that all its evaluations share. */
export interface FlatFacts {
  /** Symbols a `.config` line can mean. */
  readonly byName: ReadonlyMap<ByteString, number>;
  /** First choice of a choice symbol. */
  readonly choiceOfSymbol: ReadonlyMap<number, number>;
  /** Expressions are nested so deep that they must not be evaluated by plain recursion. */
  readonly isDeep: boolean;
}

/** Nesting of expressions (chains not counted) up to which recursion is used. */
const depthLimit = 200;

const known = new WeakMap<FlatModel, FlatFacts>();

/** Facts of a flat model; found at the first call. */
export function factsOf(flat: FlatModel): FlatFacts {
  let facts = known.get(flat);
  if (facts === undefined) {
    facts = { byName: namesOf(flat), choiceOfSymbol: choicesOf(flat), isDeep: nestingOf(flat) > depthLimit };
    known.set(flat, facts);
  }
  return facts;
}

/**
 * Quoted constants are out of reach, y, m and n are not; of a symbol and a choice of one name the
 * younger is found. Source: sym_find of conf 6.1.
 */
function namesOf(flat: FlatModel): Map<ByteString, number> {
  const byName = new Map<ByteString, number>();
  for (let id = 0; id < flat.symbolCount; id++) {
    const name = flat.symbolNames[id]!;
    const isOpen =
      flat.symbolKind[id] !== symbolKindCode.constant || id === flat.no || id === flat.mod || id === flat.yes;
    if (isOpen && (name !== '' || flat.symbolKind[id] === symbolKindCode.symbol)) byName.set(name, id);
  }
  return byName;
}

function choicesOf(flat: FlatModel): Map<number, number> {
  const choices = new Map<number, number>();
  flat.choices.forEach(({ symbol }, index) => {
    if (!choices.has(symbol)) choices.set(symbol, index);
  });
  return choices;
}

/** Operands are made before their expressions, so one pass upwards is enough. */
function nestingOf(flat: FlatModel): number {
  const { exprCount, exprKind, exprLeft, exprRight } = flat;
  const depths = new Uint32Array(exprCount);
  let deepest = 0;
  for (let id = 0; id < exprCount; id++) {
    let depth = 0;
    if (exprKind[id] === exprCode.not) depth = (depths[exprLeft[id] as number] as number) + 1;
    else if (exprKind[id] === exprCode.and || exprKind[id] === exprCode.or) {
      depth = Math.max(depths[exprLeft[id] as number] as number, (depths[exprRight[id] as number] as number) + 1);
    }
    depths[id] = depth;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
