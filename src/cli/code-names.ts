/** Names of codes and lint rules, as the pages of the package have them: nothing of an engine is loaded for a name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { packageRoot, readPackageFile } from '../host/node/package-root.ts';
import { nearestNames } from '../lint/nearest-name.ts';
import type { SeverityChoice } from '../api/check/verdict.ts';

/** Lint rules, without `lint/`. Throws HostError where the package lacks them. */
export function ruleNames(): readonly string[] {
  return readdirSync(join(packageRoot(), 'docs/rules')).flatMap((name) =>
    name.endsWith('.md') ? [name.slice(0, -3)] : [],
  );
}

/** Codes with a page, of all engines. Throws HostError where the package lacks the pages. */
export function pageCodes(): readonly string[] {
  const pages = readdirSync(join(packageRoot(), 'docs/codes')).map((name) => readPackageFile(`docs/codes/${name}`));
  return pages.flatMap((page) => [...page.matchAll(/^## (\w+\/[\w-]+)$/gm)].map(([, code = '']) => code));
}

/** Codes of `kgate check`. Throws HostError where the package lacks their pages. */
export function checkCodes(): readonly string[] {
  return pageCodes().filter((code) => !code.startsWith('lint/'));
}

/** `did you mean 'fragments'?` for the name that is nearest; undefined where none is near. */
export function nearestHint(name: string, known: readonly string[]): string | undefined {
  const byLength = new Map<number, string[]>();
  for (const one of known) byLength.set(one.length, [...(byLength.get(one.length) ?? []), one]);
  const plain = name.replaceAll(/[-_]/g, '').toLowerCase();
  const best = known.find((one) => one.toLowerCase() === plain) ?? nearestNames(name, byLength)[0];
  return best === undefined ? undefined : `did you mean '${best}'?`;
}

const levels = ['error', 'warning', 'info', 'off'] as const;

/** The words of `check --severity`. Throws UsageError. */
export function severityChoice(words: readonly string[]): SeverityChoice {
  const choice = new Map<string, (typeof levels)[number]>();
  const codes = words.length === 0 ? [] : checkCodes();
  for (const word of words.flatMap((text) => text.split(',')).filter((text) => text !== '')) {
    const at = word.lastIndexOf('=');
    const level = levels.find((one) => one === word.slice(at + 1));
    if (at === -1 || level === undefined) {
      throw new UsageError('usage/severity', `--severity ${word}: it has to be CODE=${levels.join('|')}`);
    }
    const code = word.slice(0, at);
    if (!codes.includes(code)) {
      throw new UsageError('usage/severity', `--severity ${word}: there is no such code of check`, {
        hint: nearestHint(code, codes) ?? 'docs/diagnostics.md lists them',
      });
    }
    choice.set(code, level);
  }
  return choice;
}
