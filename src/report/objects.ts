import { formatLocation } from '../core/location.ts';
import type { BuildOrigin, BuiltObject, ObjectKind, ObjectsResult } from '../results/objects.ts';
import { painter, printable, type TextStyle } from './style.ts';
import { renderDiagnostic } from './diagnostic.ts';

const kindNames: Readonly<Record<ObjectKind, string>> = {
  'built-in': 'y',
  'module-part': 'm',
  module: 'M',
  library: 'lib',
  extra: 'extra',
  always: 'always',
  'host-program': 'host',
  'user-program': 'user',
};

/** Widest column of names. */
const maxNameWidth = 40;

/** `drivers/net/Makefile:12 CONFIG_TUN=m`, with the lines behind it. */
export function formatOrigin(origin: BuildOrigin): string {
  const symbols = origin.symbols.map(({ name, value }) => `${name}=${value}`);
  const own = [formatLocation(origin.location), ...symbols].join(' ');
  return origin.via === null ? own : `${own} <- ${formatOrigin(origin.via)}`;
}

function renderObject(object: BuiltObject, prefix: string, width: number): string {
  const short = object.name.startsWith(prefix) ? object.name.slice(prefix.length) : object.name;
  const name = object.kind === 'module' ? short.replace(/\.o$/, '.ko') : short;
  const { partOf } = object;
  const whole = partOf === null ? '' : `of ${partOf.startsWith(prefix) ? partOf.slice(prefix.length) : partOf}, `;
  const from = object.origin === null ? 'named by no line' : formatOrigin(object.origin);
  return `  ${kindNames[object.kind].padEnd(6)} ${name.padEnd(width)}  ${whole}${from}`;
}

/** Everything that is built, directory by directory. */
export function renderObjectsText(result: ObjectsResult, style: TextStyle): string {
  const paintings = painter(style);
  const out: string[] = [];
  for (const { name, objects, origin } of result.directories) {
    const from = origin === null ? '' : `  (${formatOrigin(origin)})`;
    out.push(`${paintings.strong(printable(`${name}/`))}${printable(from)}`);
    const prefix = name === '.' ? '' : `${name}/`;
    const width = Math.min(maxNameWidth, Math.max(0, ...objects.map((object) => object.name.length - prefix.length)));
    for (const object of objects) out.push(printable(renderObject(object, prefix, width)));
  }
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  const { totals } = result;
  const counts = [
    `${totals.directories} directories`,
    `${totals.builtIn} built-in objects`,
    `${totals.moduleParts} module objects`,
    `${totals.modules} modules`,
    `${totals.library} library objects`,
    `${totals.extra} extra`,
    `${totals.always} always`,
    `${totals.hostPrograms} host programs`,
    `${totals.userPrograms} user programs`,
  ];
  out.push('', counts.join(', '));
  return `${out.join('\n')}\n`;
}
