import type { SatSolver } from './solver.ts';

/** Where counting begins: an input, or two halves. */
type Node =
  | { readonly input: number }
  | { readonly left: Node; readonly right: Node; readonly size: number; readonly outputs: number[] };

/**
 * Counts true literals in unary, in one direction: output j is true where at least j inputs are. Outputs are made up to the
 * highest one that was asked for. Source: O. Bailleux, Y. Boufkhad, Efficient CNF Encoding of Boolean Cardinality Constraints, CP 2003.
 */
export class Totalizer {
  readonly size: number;
  private readonly root: Node;
  private readonly solver: SatSolver;
  private readonly newVariable: () => number;

  constructor(inputs: readonly number[], solver: SatSolver, newVariable: () => number) {
    this.size = inputs.length;
    this.solver = solver;
    this.newVariable = newVariable;
    this.root = tree(inputs);
  }

  /** The literal that is true where at least `count` inputs are; `count` is from 1 to `size`. */
  atLeast(count: number): number {
    return this.output(this.root, count);
  }

  private output(node: Node, count: number): number {
    if ('input' in node) return node.input;
    while (node.outputs.length < Math.min(count, node.size)) this.extend(node);
    return node.outputs[count - 1] ?? 0;
  }

  /** One more output: for each split of its count over the halves, both reached makes it true. */
  private extend(node: Exclude<Node, { readonly input: number }>): void {
    const { left, right } = node;
    const made = this.newVariable();
    const count = node.outputs.length + 1;
    for (let ofLeft = 0; ofLeft <= count; ofLeft += 1) {
      const ofRight = count - ofLeft;
      if (ofLeft > sizeOf(left) || ofRight > sizeOf(right)) continue;
      const clause = [made];
      if (ofLeft > 0) clause.push(-this.output(left, ofLeft));
      if (ofRight > 0) clause.push(-this.output(right, ofRight));
      this.solver.addClause(clause);
    }
    const before = node.outputs.at(-1);
    if (before !== undefined) this.solver.addClause([-made, before]);
    node.outputs.push(made);
  }
}

function sizeOf(node: Node): number {
  return 'input' in node ? 1 : node.size;
}

function tree(inputs: readonly number[]): Node {
  const [only = 0] = inputs;
  if (inputs.length === 1) return { input: only };
  const half = inputs.length >> 1;
  return { left: tree(inputs.slice(0, half)), right: tree(inputs.slice(half)), size: inputs.length, outputs: [] };
}
