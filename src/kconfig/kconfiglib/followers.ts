import type { Choice, MenuNode, Place, Sym } from './types.ts';
import type { Values } from './values.ts';

/** The number of symbols whose definitions stand at these lines, and of those that follow from them. */
export function followersOf({ session }: Values, places: readonly Place[]): number {
  const byFile = new Map<string, MenuNode[]>();
  for (const node of session.nodes()) {
    const nodes = byFile.get(node.file);
    if (nodes === undefined) byFile.set(node.file, [node]);
    else nodes.push(node);
  }
  const found = new Set<Sym | Choice>();
  const todo: (Sym | Choice)[] = [];
  const add = (item: Sym | Choice): void => {
    if (found.has(item)) return;
    found.add(item);
    todo.push(item);
  };
  for (const { file, line } of places) {
    // The definition that the line is in is the last one that begins before it.
    let last: MenuNode | null = null;
    for (const node of byFile.get(file) ?? [])
      if (node.line <= line && (last === null || node.line > last.line)) last = node;
    if (last !== null && typeof last.item !== 'string') add(last.item);
  }
  for (let item = todo.pop(); item !== undefined; item = todo.pop()) for (const one of item.dependents) add(one);
  return [...found].filter((item) => item.kind === 'symbol').length;
}
