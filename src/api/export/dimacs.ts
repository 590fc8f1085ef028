import { type ByteString, encodeBytes } from '../../core/bytes.ts';
import type { NamedFormula } from './named-formula.ts';

/** Words of clauses that are written as one piece. */
const pieceSize = 1 << 16;

/** A name on one line. */
function oneLine(name: ByteString): ByteString {
  return name.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** The formula as DIMACS CNF; comments `c VARIABLE NAME` say what variables are, `head` lines come first. */
export function dimacsText(formula: NamedFormula, head: readonly string[]): ByteString {
  const { clauseCount, clauses, free, names, variables } = formula;
  const pieces: ByteString[] = [];
  for (const line of head) pieces.push(`c ${oneLine(encodeBytes(line))}\n`);
  for (const { reason, symbol } of free) pieces.push(`c free ${oneLine(symbol)}: ${reason}\n`);
  for (const { name, variable } of names) pieces.push(`c ${variable} ${oneLine(name)}\n`);
  pieces.push(`p cnf ${variables} ${clauseCount}\n`);
  for (let start = 0; start < clauses.length; ) {
    let end = Math.min(start + pieceSize, clauses.length);
    while (end < clauses.length && clauses[end - 1] !== 0) end += 1;
    pieces.push(`${clauses.subarray(start, end).join(' ').replaceAll(' 0 ', ' 0\n')}\n`);
    start = end;
  }
  return pieces.join('');
}
