/** What one directory builds, with the line that brought each thing in. Source: scripts/Makefile.lib, Makefile.build. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { normalPath } from '../../host/paths.ts';
import type { Evaluation } from '../../make/index.ts';
import type { BuildOrigin, BuiltObject, ObjectKind } from '../../results/objects.ts';
import { WordOrigins, wordsOf } from '../levels/word-origins.ts';

/** Things a makefile lists as such: final variable, the variables a makefile fills, what they are. */
const plainLists: readonly (readonly [list: string, sources: readonly string[], kind: ObjectKind])[] = [
  ['lib-y', ['lib-y', 'lib-m'], 'library'],
  ['extra-y', ['extra-y', 'extra-m'], 'extra'],
  ['always-y', ['always-y', 'always-m', 'hostprogs-always-y', 'userprogs-always-y', 'dtb-y'], 'always'],
  ['always', ['always', 'always-y'], 'always'],
  ['hostprogs', ['hostprogs', 'hostprogs-always-y', 'hostprogs-y'], 'host-program'],
  ['hostprogs-y', ['hostprogs-y'], 'host-program'],
  ['userprogs', ['userprogs', 'userprogs-always-y'], 'user-program'],
];

/** The files that gather the objects of a directory below. */
const gathered = /(?:^|\/)(?:built-in\.[ao]|lib\.a|modules\.order)$/;

/** An object made of others, and the variable that lists them. */
interface Composite {
  readonly name: ByteString;
  readonly variable: ByteString;
}

/** A name without `.` and `..`: makefiles reach into other directories. */
function settled(name: ByteString): ByteString {
  return name.includes('./') ? normalPath('/', name).slice(1) : name;
}

/** Reads what a directory builds off its evaluation. */
export class DirectoryObjects {
  readonly origins: WordOrigins;
  private readonly evaluation: Evaluation;
  private readonly prefix: ByteString;
  private readonly found: BuiltObject[] = [];

  constructor(evaluation: Evaluation, directory: ByteString, place: (location: Location) => Location) {
    this.evaluation = evaluation;
    this.prefix = directory === '.' ? '' : `${directory}/`;
    this.origins = new WordOrigins(evaluation, place);
  }

  /** The line that leads to a directory below, given as kbuild names it. */
  directoryOrigin(name: ByteString): BuildOrigin | null {
    const word = this.unprefixed(name);
    for (const variable of ['obj-y', 'obj-m']) {
      const origin = this.origins.find(variable, `${word}/`);
      if (origin !== null) return origin;
    }
    return this.origins.find('subdir-y', word) ?? this.origins.find('subdir-m', word);
  }

  /** All objects, in make's order. */
  list(): BuiltObject[] {
    this.addReal('real-obj-y', 'built-in', ['obj-y'], ['-objs', '-y']);
    this.addReal('real-objs-y', 'built-in', ['obj-y'], ['-objs', '-y']);
    for (const name of this.words('obj-m')) {
      if (gathered.test(name) || !name.endsWith('.o')) continue;
      this.add(name, 'module', null, this.origins.find('obj-m', this.unprefixed(name)));
    }
    this.addReal('real-obj-m', 'module-part', ['obj-m'], ['-objs', '-y', '-m']);
    this.addReal('real-objs-m', 'module-part', ['obj-m'], ['-objs', '-y', '-m']);
    for (const [list, sources, kind] of plainLists) {
      for (const name of this.words(list)) {
        const word = this.unprefixed(name);
        const origin = this.firstOrigin(sources, word);
        const isProgram = kind === 'host-program' || kind === 'user-program';
        this.add(isProgram ? this.prefix + word : name, kind, null, origin);
      }
    }
    return this.found;
  }

  private words(list: string): ByteString[] {
    return wordsOf(this.evaluation.expand(`$(${list})`));
  }

  private unprefixed(name: ByteString): ByteString {
    return name.startsWith(this.prefix) ? name.slice(this.prefix.length) : name;
  }

  private firstOrigin(variables: readonly string[], word: ByteString): BuildOrigin | null {
    for (const variable of variables) {
      const origin = this.origins.find(variable, word);
      if (origin !== null) return origin;
    }
    return null;
  }

  private add(name: ByteString, kind: ObjectKind, partOf: string | null, origin: BuildOrigin | null): void {
    this.found.push({ name: settled(name), kind, partOf, origin });
  }

  /** Objects that are compiled; composites are listed by their parts. */
  private addReal(list: string, kind: ObjectKind, sources: readonly string[], suffixes: readonly string[]): void {
    const names = this.words(list).filter((name) => !gathered.test(name));
    if (names.length === 0) return;
    const composites = this.composites(sources, suffixes);
    const times = new Map<ByteString, number>();
    for (const name of names) {
      const word = this.unprefixed(name);
      const wholes = composites.get(word);
      const time = times.get(word) ?? 0;
      times.set(word, time + 1);
      const whole = wholes?.[Math.min(time, wholes.length - 1)];
      if (whole === undefined) this.add(name, kind, null, this.firstOrigin(sources, word));
      else this.add(name, kind, settled(this.prefix + whole.name), this.origins.find(whole.variable, word));
    }
  }

  /** Parts of composite objects, each with the composites in make's order. */
  private composites(sources: readonly string[], suffixes: readonly string[]): Map<ByteString, Composite[]> {
    const found = new Map<ByteString, Composite[]>();
    for (const source of sources) {
      for (const name of this.words(source)) {
        const word = this.unprefixed(name);
        if (!word.endsWith('.o')) continue;
        for (const suffix of suffixes) {
          const variable = `${word.slice(0, -2)}${suffix}`;
          if (this.evaluation.lookup(variable).value === '') continue;
          for (const part of this.words(variable)) {
            const wholes = found.get(part);
            if (wholes === undefined) found.set(part, [{ name: word, variable }]);
            else wholes.push({ name: word, variable });
          }
        }
      }
    }
    return found;
  }
}
