/** A chain of causes for Graphviz. Source: "The DOT Language", graphviz.org/doc/info/lang.html. */
import { formatLocation } from '../core/location.ts';
import type { CauseGraph, CauseNode, WhyResult } from '../results/why.ts';
import { printableLines, wrap } from './style.ts';

/** Characters of a label's line. */
const labelWidth = 60;

/** Shapes by what a step is about; boxes for the rest. */
const shapes: Partial<Readonly<Record<CauseNode['kind'], string>>> = {
  symbol: 'ellipse',
  command: 'note',
  'user-value': 'house',
  unknown: 'diamond',
};

function quoted(text: string): string {
  return `"${printableLines(text).replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function label({ location, message }: CauseNode): string {
  const lines = wrap(message, labelWidth, '', '');
  if (location !== null) lines.push(formatLocation(location));
  return lines.join('\n');
}

/** The graph of `kgate why --format dot`. */
export function renderWhyDot({ graph, symbol, value }: WhyResult): string {
  const { edges, nodes }: CauseGraph = graph;
  return [
    `digraph ${quoted(symbol)} {`,
    '  rankdir=LR;',
    '  node [shape=box, fontname="monospace", fontsize=10];',
    ...nodes.map((node) => {
      const text = node.id === 0 ? `${symbol} = ${value === '' ? 'unset' : value}` : label(node);
      const shape = shapes[node.kind];
      return `  n${node.id} [label=${quoted(text)}${shape === undefined ? '' : `, shape=${shape}`}];`;
    }),
    ...edges.map(({ from, to }) => `  n${from} -> n${to};`),
    '}',
    '',
  ].join('\n');
}
