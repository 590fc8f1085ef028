/** Circles that lint finds in files that are parsed one by one, against the check of the engine over the parsed tree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { dialects, parseKconfig, parseKconfigFile } from '../../src/kconfig/index.ts';
import { ConditionReader } from '../../src/lint/kconfig/conjuncts.ts';
import { dependencyGraph } from '../../src/lint/kconfig/dependency-graph.ts';
import { readingsOf } from '../../src/lint/kconfig/readings.ts';
import { type Circle, findCircles } from '../../src/lint/kconfig/recursion.ts';
import { createSourceGraph } from '../../src/lint/kconfig/source-graph.ts';
import { indexSymbols } from '../../src/lint/kconfig/symbol-index.ts';
import { kconfigCases } from '../support/kconfig-cases.ts';

const dialect = dialects['linux-6.12'];

function circlesIn(files: Record<string, string>): readonly Circle[] {
  const parsed = new Map(Object.entries(files).map(([path, text]) => [path, parseKconfigFile(path, text, dialect)]));
  const sources = createSourceGraph(parsed, new ConditionReader(indexSymbols(parsed.values())), false);
  const graph = dependencyGraph(parsed, sources, { followsImply: true, isStrict: true });
  return findCircles(graph, readingsOf(parsed, sources));
}

describe('circles', () => {
  it('are found in random trees where the engine finds one', () => {
    let withCircle = 0;
    let without = 0;
    let extra = 0;
    fc.assert(
      fc.property(kconfigCases(dialect), ({ kconfig, env }) => {
        const host = createMemoryHost({ files: { Kconfig: kconfig } });
        const { diagnostics } = parseKconfig({ host, cwd: '.', env, dialect });
        const others = diagnostics.filter(
          ({ code, severity }) => severity === 'error' && code !== 'kconfig/recursive-dependency',
        );
        // Constants of several lines together are folded by conf alone.
        if (others.length > 0 || /(?:if|depends on)\b.*\b[ynm]\b/.test(kconfig)) return;
        const isCircle = diagnostics.some(({ code }) => code === 'kconfig/recursive-dependency');
        if (isCircle) withCircle += 1;
        else without += 1;
        const isFound = circlesIn({ Kconfig: kconfig }).length > 0;
        if (isCircle) expect(isFound, kconfig).toBe(true);
        else if (isFound) extra += 1;
      }),
      { numRuns: 3_000, seed: 17 },
    );
    expect(withCircle).toBeGreaterThan(200);
    expect(without).toBeGreaterThan(200);
    // Conditions that conf simplifies away, such as X || !X.
    expect(extra).toBeLessThan(without / 200);
  });
});
