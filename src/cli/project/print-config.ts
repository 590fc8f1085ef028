/** `--print-config`: every setting of the builds, each with where it is from. */
import { stringify } from 'yaml';
import { nameControls } from '../../core/display.ts';
import type { ResolvedBuild, Setting, WholeSetting } from './settings.ts';

/** A build as JSON: `{ arch: { value, origin }, variables: { LLVM: { value, origin } } }`. */
function jsonOf({ name, settings }: ResolvedBuild): object {
  const plain = settings.filter(({ key }) => key === null);
  const variables = settings.filter(({ key }) => key !== null);
  const entryOf = ({ origin, value }: Setting): object => ({ value, origin });
  return {
    name,
    ...Object.fromEntries(plain.map((setting) => [setting.name, entryOf(setting)])),
    ...(variables.length > 0 && {
      variables: Object.fromEntries(variables.map((setting) => [setting.key, entryOf(setting)])),
    }),
  };
}

/** The settings of a run as JSON. */
export function configJson(project: string, whole: readonly WholeSetting[], builds: readonly ResolvedBuild[]): string {
  const settings = Object.fromEntries(whole.map(({ origin, path, value }) => [path.join('.'), { value, origin }]));
  return `${JSON.stringify({ project, settings, builds: builds.map(jsonOf) }, null, 2)}\n`;
}

/** Column that comments begin in, where a line is no longer. */
const commentColumn = 44;

/** The settings of a run as a project file that says the same, with a comment for each. */
export function configText(whole: readonly WholeSetting[], builds: readonly ResolvedBuild[]): string {
  const lines: string[] = [];
  const push = (text: string, origin?: string): void => {
    lines.push(origin === undefined ? text : `${text.padEnd(commentColumn)}  # ${origin}`);
  };
  let open: readonly string[] = [];
  for (const { origin, path, value } of [...whole].sort((a, b) => groupOf(a) - groupOf(b))) {
    const around = path.slice(0, -1);
    for (const [depth, part] of around.entries()) {
      const isOpen = around.slice(0, depth + 1).every((name, at) => name === open[at]);
      if (!isOpen) push(`${'  '.repeat(depth)}${part}:`);
    }
    open = around;
    push(`${'  '.repeat(around.length)}${scalar(path.at(-1))}: ${valueText(value)}`, origin);
  }
  if (builds.length > 0) push('builds:');
  for (const { name, settings } of builds) {
    push(`  - name: ${scalar(name)}`);
    const variables = settings.filter(({ key }) => key !== null);
    for (const { key, name: setting, origin, value } of settings) {
      if (key === null) push(`    ${setting}: ${valueText(value)}`, origin);
    }
    if (variables.length > 0) push('    variables:');
    for (const { key, origin, value } of variables) push(`      ${key}: ${scalar(value)}`, origin);
  }
  return `${nameControls(lines.join('\n'))}\n`;
}

/** Settings of one mapping one after the other. */
function groupOf({ path }: WholeSetting): number {
  return ['rules', 'check', 'lint'].indexOf(path[0] ?? '') + (path.length > 2 ? 0.5 : 0);
}

function valueText(value: WholeSetting['value']): string {
  return typeof value === 'object' ? `[${value.map(flow).join(', ')}]` : scalar(value);
}

function scalar(value: unknown): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** A scalar inside of brackets. */
function flow(value: string): string {
  return /^[\w./+@-]+$/.test(value) && scalar(value) === value ? value : JSON.stringify(value);
}
