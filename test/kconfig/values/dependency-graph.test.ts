import { describe, expect, it } from 'vitest';
import { dependencyGraph } from '../../../src/kconfig/values/dependency-graph.ts';
import { randomTree } from '../../differential/kconfig-generator.ts';
import { flatOf, idOf, inDialect, stateOf } from '../configure.ts';

describe('dependencyGraph', () => {
  it('ranks what is used below its users', () => {
    let trees = 0;
    for (let seed = 0; seed < 40; seed++) {
      let flat: ReturnType<typeof flatOf>;
      try {
        flat = flatOf(inDialect(randomTree(seed).kconfig, 'linux-6.12'), 'linux-6.12');
      } catch {
        continue;
      }
      trees++;
      const { rank, users } = dependencyGraph(flat);
      for (let node = 0; node < rank.length; node++) {
        for (const user of users.targets.subarray(users.start[node], users.start[node + 1])) {
          expect(rank[user]).toBeGreaterThanOrEqual(rank[node] ?? 0);
        }
      }
    }
    expect(trees).toBeGreaterThan(5);
  });

  it('has one node for a choice and its members, and knows the needs of the module switch', () => {
    const state = stateOf(
      'config D\n\tbool "d"\nconfig MODULES\n\tbool "m" if D\n\tmodules\nchoice\n\tprompt "p"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n',
    );
    const { modulesNeeds, nodeOf } = dependencyGraph(state.flat);
    const node = (name: string): number => nodeOf[idOf(state, name)] ?? -1;
    expect(node('A')).toBe(node('B'));
    expect(['D', 'MODULES', 'A'].map((name) => modulesNeeds[node(name)])).toEqual([1, 1, 0]);
  });
});
