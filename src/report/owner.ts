import { formatLocation } from '../core/location.ts';
import type { ObjectKind } from '../results/objects.ts';
import type { OwnerChain, OwnerResult, WantedSymbol } from '../results/owner.ts';
import { add, createPage, type Page, printable, type TextStyle } from './style.ts';
import { renderDiagnostic } from './diagnostic.ts';

const kinds: Readonly<Record<ObjectKind, string>> = {
  'built-in': 'built into the kernel',
  'module-part': 'part of a module',
  module: 'a module',
  library: 'in a library',
  extra: 'an extra target',
  always: 'always made',
  'host-program': 'part of a program for the build machine',
  'user-program': 'part of a program of user space',
};

function formatSymbol({ name, value, wanted, isMet }: WantedSymbol): string {
  const now = value === '' ? 'not set' : value;
  return isMet ? `${name}=${now}` : `${name} is ${now}, has to be ${wanted}`;
}

function addChain({ out, paint }: Page, chain: OwnerChain): void {
  const what = chain.kind === null ? '' : ` (${kinds[chain.kind]})`;
  out.push(printable(`${chain.object}${what}`));
  for (const step of chain.steps) {
    const mark = step.isMet ? paint.good('+') : paint.error('-');
    const where = step.location === null ? '' : `${formatLocation(step.location)}: `;
    out.push(`  ${mark} ${printable(`${where}${step.text}`)}`);
    for (const symbol of step.symbols) {
      const text = `      ${printable(formatSymbol(symbol))}`;
      out.push(symbol.isMet ? text : paint.error(text));
    }
    for (const condition of step.otherConditions) {
      out.push(paint.error(`      does not hold: ${printable(condition)}`));
    }
  }
}

/** The lines that lead to a file, and what is missing. */
export function renderOwnerText(result: OwnerResult, style: TextStyle): string {
  const page = createPage(style);
  const { out, paint } = page;
  const made = /\.(?:c|S|rs|cc|cpp|asn1|l|y)$/.test(result.file) ? 'compiled' : 'built';
  const verdicts: Readonly<Record<OwnerResult['status'], string>> = {
    built: `is ${made}`,
    'not-built': `is not ${made}`,
    unknown: 'is named by no makefile that was looked at',
    header: result.file.endsWith('.dtsi') ? 'is a part of device trees' : 'is a header',
  };
  out.push(paint.strong(printable(`${result.file} ${verdicts[result.status]}`)));
  for (const chain of result.chains) {
    out.push('');
    addChain(page, chain);
  }
  if (result.missing.length > 0) {
    out.push('', 'missing');
    for (const { name, value, wanted } of result.missing) {
      const symbol = name.replace(/^CONFIG_/, '');
      const goal = wanted === 'y or m' ? 'y' : wanted === 'not set' ? 'n' : wanted;
      const now = value === '' ? 'not set' : value;
      const ask = /^[ymn]$/.test(goal) ? `; kgate why ${symbol}=${goal} shows how to get there` : '';
      add(page, `${name}: ${now}, has to be ${wanted}${ask}`, '  - ', '    ');
    }
  }
  for (const note of result.notes) add(page, note, 'note: ', '      ');
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  return `${out.join('\n')}\n`;
}
