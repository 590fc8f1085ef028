/** What rules about makefiles ask of lines, and how they report. */
import { type Cause, cause } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { ScannedStatement } from '../../make/index.ts';
import { type LintMakefile, type LintTree, lineStart, placeIn } from '../rule.ts';
import type { KbuildUnit, ListLine } from './kbuild-unit.ts';

/** The place of a word in a statement, which may go on over several lines. */
export function wordPlace(makefile: LintMakefile, statement: ScannedStatement, word: string): Location {
  const start = lineStart(makefile, statement.location.line);
  const end = lineStart(makefile, statement.endLine + 1);
  const text = makefile.text.slice(start, end);
  const from = Math.max(text.search(/[:?+]?=/), 0);
  for (let at = text.indexOf(word, from); at !== -1; at = text.indexOf(word, at + 1)) {
    if (/[\w./-]/.test(text[at - 1] ?? ' ') || /[\w./-]/.test(text[at + word.length] ?? ' ')) continue;
    const before = text.slice(0, at);
    const line = statement.location.line + before.split('\n').length - 1;
    return placeIn(makefile, line, at - before.lastIndexOf('\n'));
  }
  return placeIn(makefile, statement.location.line);
}

/** A step that shows another line of a makefile. */
export function seeMakeLine(message: string, file: string, line: number): Cause {
  return cause('variable', message, { file, line });
}

/** Units that read a makefile: those that include it, else itself. */
export function unitsOf(makefile: LintMakefile, tree: LintTree): readonly KbuildUnit[] {
  const includers = tree.kbuild.includersOf(makefile.path);
  const own = tree.kbuild.unitAt(makefile.path);
  return includers.length > 0 || own === undefined ? includers : [own];
}

/** Lists whose objects are linked into the kernel, a module or a library. */
export const objectLists: ReadonlySet<string> = new Set(['obj', 'lib']);

/** True when objects of the list are built for the target: one of {@link objectLists}, or a composite object in one. */
export function isBuiltList(unit: KbuildUnit, { base, suffix }: ListLine): boolean {
  return objectLists.has(base) ? suffix !== 'objs' : listsWith(unit, `${base}.o`).length > 0;
}

/** Lines of built lists that have an object. */
export function listsWith(unit: KbuildUnit, object: string): readonly ListLine[] {
  return indexOf(unit).get(object) ?? [];
}

const indices = new WeakMap<KbuildUnit, ReadonlyMap<string, readonly ListLine[]>>();

/** Lines of object lists, and of composites that these lead to, by object. */
function indexOf(unit: KbuildUnit): ReadonlyMap<string, readonly ListLine[]> {
  const known = indices.get(unit);
  if (known !== undefined) return known;
  const index = new Map<string, ListLine[]>();
  indices.set(unit, index);
  const waiting = [...objectLists];
  const seen = new Set(waiting);
  for (let base = waiting.pop(); base !== undefined; base = waiting.pop()) {
    for (const line of unit.linesOf(base)) {
      if (objectLists.has(base) && line.suffix === 'objs') continue;
      for (const { alternatives } of line.words) {
        for (const word of alternatives) {
          if (!word.endsWith('.o')) continue;
          const lines = index.get(word);
          if (lines === undefined) index.set(word, [line]);
          else if (lines.at(-1) !== line) lines.push(line);
          const composite = word.slice(0, -2);
          if (seen.has(composite)) continue;
          seen.add(composite);
          waiting.push(composite);
        }
      }
    }
  }
  return index;
}
