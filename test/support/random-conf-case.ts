/** Random trees without loops, random `.config`s and random answers, for comparison with a real conf. */
import type { ConfMode } from '../../src/kconfig/index.ts';
import type { ConfCase } from './conf-oracle.ts';

const modes: readonly ConfMode[] = [
  'oldaskconfig',
  'oldconfig',
  'syncconfig',
  'listnewconfig',
  'helpnewconfig',
  'savedefconfig',
  'randconfig',
  'alldefconfig',
];

const answers = [
  '\n',
  '\n',
  'y\n',
  'n\n',
  'm\n',
  '?\n',
  '1\n',
  '2\n',
  '2?\n',
  '0x1\n',
  '77\n',
  'Yes\n',
  ' n \n',
  'x\n',
  '9',
];
const values = ['y', 'y', 'm', 'n', '5', '0x3', '"x"', '12'];

/** A case for a conf with the new choice engine; the same seed gives the same case. */
export function randomConfCase(seed: number): ConfCase {
  const random = new RandomCase(seed);
  const files: Record<string, string> = { Kconfig: random.tree() };
  const config = random.config();
  if (random.below(3) > 0) files['.config'] = config;
  if (random.below(3) === 0) files['include/config/auto.conf'] = config.replaceAll('=n\n', '=y\n');
  const mode = random.pick(modes);
  return {
    files,
    mode,
    input: random.input(),
    env: { KCONFIG_SEED: String(seed) },
    ...(mode === 'savedefconfig' ? { file: 'defconfig' } : {}),
  };
}

class RandomCase {
  private state: number;
  private next = 0;
  /** Logical symbols that conditions may name: all come earlier, so that there are no loops. */
  private readonly earlier = ['MODULES'];

  constructor(seed: number) {
    this.state = (seed * 7919 + 13) & 0x7fffffff;
    for (let at = 0; at < 5; at++) this.below(2);
  }

  below(limit: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) & 0x7fffffff;
    return (this.state >> 8) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  tree(): string {
    const modules = `config MODULES\n\tbool "Modules"\n\tdefault ${this.pick(['y', 'n'])}\n\tmodules\n`;
    return modules + this.block(0) + this.block(0) + this.block(0);
  }

  config(): string {
    let text = '';
    for (let left = this.below(12); left > 0; left--) text += `CONFIG_S${this.below(25)}=${this.pick(values)}\n`;
    return text;
  }

  input(): string {
    let text = '';
    for (let left = this.below(60); left > 0; left--) text += this.pick(answers);
    return text;
  }

  private condition(): string {
    const left = this.pick(this.earlier);
    const right = this.pick(this.earlier);
    return this.pick(['', left, `!${left}`, `${left} && ${right}`, `${left} || ${right}`]);
  }

  private depends(): string {
    const condition = this.condition();
    return condition === '' ? '' : `\tdepends on ${condition}\n`;
  }

  private help(): string {
    return this.below(3) === 0 ? `\thelp\n\t  Help ${this.next}\n\t    goes on.\n\n` : '';
  }

  private symbol(): string {
    const name = `S${this.next++}`;
    const type = this.pick(['bool', 'bool', 'tristate', 'tristate', 'int', 'hex', 'string']);
    const isLogical = type === 'bool' || type === 'tristate';
    const prompt = this.below(4) > 0 ? ` "${name} text"` : '';
    let text = `${prompt !== '' && this.below(6) === 0 ? 'menuconfig' : 'config'} ${name}\n\t${type}${prompt}\n`;
    if (this.below(2) === 0) {
      const condition = this.condition();
      const value = { bool: 'y', tristate: 'm', int: '5', hex: '1F', string: '"a\\"b"' }[type];
      text += `\tdefault ${value}${condition === '' ? '' : ` if ${condition}`}\n`;
    }
    if (type === 'int' && this.below(2) === 0) text += `\trange 1 ${this.pick(['4', '9'])}\n`;
    text += this.depends();
    if (isLogical && this.below(3) === 0) text += `\tselect S${this.next + this.below(4)}\n`;
    if (isLogical && this.below(5) === 0) text += `\timply S${this.next + this.below(4)}\n`;
    if (isLogical) this.earlier.push(name);
    return text + this.help();
  }

  private choice(): string {
    const count = 1 + this.below(4);
    const names: string[] = [];
    let text = `choice\n\tprompt "Choice ${this.next}"\n`;
    if (this.below(2) === 0) text += `\tdefault S${this.next + this.below(count)}\n`;
    text += this.depends() + this.help();
    for (let at = 0; at < count; at++) {
      const name = `S${this.next++}`;
      text += `config ${name}\n\tbool "${name} text"\n${this.depends()}${this.help()}`;
      names.push(name);
    }
    this.earlier.push(...names);
    return `${text}endchoice\n`;
  }

  private block(depth: number): string {
    let text = '';
    for (let left = 1 + this.below(4); left > 0; left--) {
      const kind = this.below(depth > 2 ? 5 : 9);
      if (kind < 5) text += this.symbol();
      else if (kind === 5) text += `menu "Menu ${this.next}"\n${this.depends()}${this.block(depth + 1)}endmenu\n`;
      else if (kind === 6) text += `if ${this.pick(this.earlier)}\n${this.block(depth + 1)}endif\n`;
      else if (kind === 7) text += this.choice();
      else text += `comment "Comment ${this.next}"\n${this.depends()}`;
    }
    return text;
  }
}
