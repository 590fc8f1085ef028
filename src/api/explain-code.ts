/** Pages of diagnostic codes, as `kgate explain` prints them. */
import { readPackageFile } from '../host/node/package-root.ts';
import { explainRule, ruleList } from '../lint/index.ts';

/** Engines whose codes have a page. */
const engines = ['kconfig', 'make', 'kernel', 'probe', 'lint', 'suppress'] as const;

/** The sections of an engine's page: code and text. */
function sectionsOf(engine: string): Map<string, string> {
  const [, ...parts] = readPackageFile(`docs/codes/${engine}.md`).split(/^## /m);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), `# ${part.trimEnd()}\n`];
    }),
  );
}

/** The row of a code that ends kgate itself: such a code has no page. */
function rowOf(code: string): string | undefined {
  const rows = readPackageFile('docs/diagnostics.md').matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \| ([^|]+) \|$/gm);
  for (const [, codes = '', text = ''] of rows) {
    if (codes.split(', ').includes(`\`${code}\``)) return `# ${code}\n\n${text.trim()}\n`;
  }
  return undefined;
}

/**
 * What a code or a lint rule means, as Markdown; the word before the slash may be left out where one code has the rest.
 * Undefined where there is no such code. Throws HostError when the installed package lacks the page.
 */
export function explainCode(name: string): string | undefined {
  const rule = explainRule(name);
  if (rule !== undefined) return rule;
  const named = codeList().filter((code) => code === name || code.endsWith(`/${name}`));
  const [code] = named;
  if (code === undefined || named.length > 1) return rowOf(name);
  return sectionsOf(code.split('/')[0] ?? '').get(code);
}

/** Every code that has a page, lint rules with `lint/`. */
export function codeList(): string[] {
  const rules = ruleList().map(({ name }) => `lint/${name}`);
  return [...engines.flatMap((engine) => [...sectionsOf(engine).keys()]), ...rules];
}
