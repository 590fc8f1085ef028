import type { Severity } from '../core/diagnostic.ts';
import { readPackageFile } from '../host/node/package-root.ts';
import { rules } from './registry.ts';
import type { Preset } from './rule.ts';

/** One row of `kgate rules`. */
export interface RuleListing {
  readonly name: string;
  readonly summary: string;
  /** The heaviest severity its findings can have. */
  readonly severity: Severity;
  /** True when some findings carry a text edit. */
  readonly hasFix: boolean;
  /** The smallest preset that has it. */
  readonly preset: Preset;
  readonly since: string;
}

/** Every rule, in the order of the names. */
export function ruleList(): readonly RuleListing[] {
  return rules.map(({ meta }) => ({
    name: meta.name,
    summary: meta.summary,
    severity: meta.severity,
    hasFix: meta.hasFix,
    preset: meta.preset,
    since: meta.since,
  }));
}

/**
 * The page of a rule as Markdown, or undefined when there is no such rule; `lint/` may stand before the name. Throws
 * HostError when the installed package lacks the page.
 */
export function explainRule(name: string): string | undefined {
  const rule = name.startsWith('lint/') ? name.slice('lint/'.length) : name;
  return rules.some(({ meta }) => meta.name === rule) ? readPackageFile(`docs/rules/${rule}.md`) : undefined;
}
