/** Random Kconfig trees for comparison with conf; the same seed gives the same tree. */
export interface RandomTree {
  readonly kconfig: string;
  readonly config: string;
}

type Random = (limit: number) => number;

/** A small generator (mulberry32): uniform integers below a limit. */
export function randomSource(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const types = ['bool', 'bool', 'bool', 'tristate', 'tristate', 'tristate', 'int', 'hex', 'string'];

/** A tree of about `size` symbols. Conditions mention earlier symbols only, so that few trees have loops. */
export function randomTree(seed: number, size = 25): RandomTree {
  const random = randomSource(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const type = Array.from({ length: size }, () => pick(types));
  const lines: string[] = ['config MODULES', '\tbool "modules"', '\tmodules', random(3) === 0 ? '' : '\tdefault y'];
  const open: string[] = [];
  const name = (below: number): string =>
    below === 0 || random(20) === 0 ? pick(['UNDEF', 'y', 'n', 'm']) : `S${random(Math.max(1, below))}`;
  const logical = (below: number): string => {
    for (let tries = 0; tries < 6 && below > 0; tries++) {
      const at = random(Math.max(1, below));
      if (type[at] === 'bool' || type[at] === 'tristate') return `S${at}`;
    }
    return pick(['y', 'm', 'n', 'MODULES']);
  };
  // Targets of select lie above, so that reverse dependencies point down like all others.
  const above = (at: number): string => {
    for (let tries = 0; tries < 6; tries++) {
      const target = at + 1 + random(Math.max(1, size - at - 1));
      if (type[target] === 'bool' || type[target] === 'tristate') return `S${target}`;
    }
    return random(8) === 0 ? logical(size) : 'UNDEFINED_TARGET';
  };
  const expr = (below: number, depth: number): string => {
    const kind = random(depth > 2 ? 4 : 9);
    if (kind < 3) return logical(below);
    if (kind === 3) {
      const right = random(3) === 0 ? pick(['"text"', '5', '0x10', '"m"', name(below)]) : pick(['y', 'm', 'n']);
      const relation = pick(['=', '!=', '=', '<', '<=', '>', '>=']);
      const left = name(below);
      // conf 6.12 reads memory wrongly for "BOOL != y".
      if (relation === '!=' && right === 'y') return `${left}=y`;
      return `${left}${relation}${right}`;
    }
    if (kind === 4)
      return `!${random(2) === 0 ? logical(below) : `(${expr(below, depth + 1)})`}`.replace(/=y\)/g, '=m)');
    const operator = pick(['&&', '||']);
    const right = expr(below, depth + 1);
    return random(3) === 0
      ? `${expr(below, depth + 1)} ${operator} (${right})`
      : `${expr(below, depth + 1)} ${operator} ${right}`;
  };
  const condition = (below: number): string => (random(3) === 0 ? ` if ${expr(below, 1)}` : '');
  for (let at = 0; at < size; at++) {
    const what = random(12);
    if (what === 0) {
      lines.push(
        `menu "menu ${at}"`,
        ...(random(2) === 0 ? [`\tdepends on ${expr(at, 0)}`] : []),
        ...(random(2) === 0 ? [`\tvisible if ${expr(at, 1)}`] : []),
      );
      open.push('endmenu');
    }
    if (what === 1) {
      lines.push(`if ${expr(at, 0)}`);
      open.push('endif');
    }
    if (what === 2) lines.push(`comment "comment ${at}"`, ...(random(2) === 0 ? [`\tdepends on ${expr(at, 0)}`] : []));
    if (what === 3 && at + 4 < size) {
      lines.push('choice', `\tprompt "choice ${at}"${condition(at)}`);
      if (random(2) === 0) lines.push(`\tdefault S${at + random(3)}${condition(at)}`);
      if (random(3) === 0) lines.push(`\tdepends on ${expr(at, 0)}`);
      for (let member = 0; member < 3; member++, at++) {
        type[at] = 'bool';
        lines.push(`config S${at}`, `\tbool "member ${at}"${condition(at - member)}`);
        if (random(4) === 0) lines.push(`\tdepends on ${expr(at - member, 1)}`);
        if (random(5) === 0) lines.push(`\tselect ${above(at + 3)}`);
      }
      lines.push('endchoice');
    }
    const own = type[at] as string;
    const isLogical = own === 'bool' || own === 'tristate';
    lines.push(`${random(6) === 0 ? 'menuconfig' : 'config'} S${at}`);
    lines.push(`\t${own}${random(4) === 0 ? '' : ` "prompt ${at}"${condition(at)}`}`);
    for (let count = random(3); count > 0; count--) {
      const value = isLogical
        ? random(2) === 0
          ? pick(['y', 'm', 'n'])
          : expr(at, 1)
        : pick(['5', '12', '0x1f', '"text"', '-3', name(at), '"a\\"b"']);
      lines.push(`\tdefault ${value}${condition(at)}`);
    }
    if (random(3) === 0) lines.push(`\tdepends on ${expr(at, 0)}`);
    if (isLogical && random(4) === 0) lines.push(`\tselect ${above(at)}${condition(at)}`);
    if (isLogical && random(5) === 0) lines.push(`\timply ${above(at)}${condition(at)}`);
    if ((own === 'int' || own === 'hex') && random(2) === 0)
      lines.push(`\trange ${pick(['1', '5', '0x2', name(at)])} ${pick(['10', '0x20', '7', name(at)])}${condition(at)}`);
    if (random(12) === 0) lines.push('\thelp', '\t  Text.', '');
    if (random(15) === 0 && at > 2 && open.length === 0) {
      const again = random(at);
      lines.push(`config S${again}`, `\tdefault ${isLogical ? 'y' : '7'}${condition(again)}`);
      if (random(2) === 0) lines.push(`\tdepends on ${expr(again, 1)}`);
    }
    while (open.length > 0 && random(4) === 0) lines.push(open.pop() as string);
  }
  while (open.length > 0) lines.push(open.pop() as string);
  const config: string[] = [];
  for (let at = 0; at < size * 0.7; at++) {
    const symbol = random(size);
    const own = type[symbol];
    if (own === 'bool' || own === 'tristate') {
      const value = pick(['y', 'n', 'm', 'y', 'n']);
      config.push(value === 'n' ? `# CONFIG_S${symbol} is not set` : `CONFIG_S${symbol}=${value}`);
    } else
      config.push(
        `CONFIG_S${symbol}=${own === 'string' ? pick(['"x"', '"a\\\\b"', '""', 'bad']) : pick(['3', '100', '0x9', '-7', '012', ''])}`,
      );
  }
  return { kconfig: `${lines.filter((line) => line !== '').join('\n')}\n`, config: `${config.join('\n')}\n` };
}

const scraps = [
  'config',
  'if',
  'endif',
  'menu',
  'endmenu',
  'choice',
  'endchoice',
  'depends on',
  'default',
  'help',
  '"',
  "'",
  '(',
  ')',
  '&&',
  '||',
  '!',
  '=',
  '$(',
  '$(info,x)',
  ':=',
  '+=',
  '\\',
  '#',
  '\t',
  ' ',
  '\n',
  '\n\n',
  'FOO',
  'y',
  'prompt "p"',
  'bool',
  'tristate',
  'select',
  'range',
  'source "Kmissing"',
  'source "Ksub"',
  'modules',
  'comment "c"',
  'visible if',
  'mainmenu "t"',
  '\x80',
  '$(lineno)',
  'X := 1',
  'on',
  '<=',
  'menuconfig M',
];

/** The same text with a few random cuts and insertions. */
export function damage(text: string, seed: number): string {
  const random = randomSource(seed ^ 0x5bd1e995);
  let damaged = text;
  for (let count = 1 + random(3); count > 0; count--) {
    const at = random(damaged.length + 1);
    const cut = random(3) === 0 ? random(12) : 0;
    const scrap = random(4) === 0 ? '' : (scraps[random(scraps.length)] as string);
    damaged = damaged.slice(0, at) + scrap + damaged.slice(at + cut);
  }
  return damaged;
}
