/**
 * What a make leaves for what follows, each as one text: a letter for the kind, then a path or a text.
 *
 * | letter | effect |
 * | --- | --- |
 * | `m` | a recipe has made a file |
 * | `d` | a directory was made |
 * | `n` | a line that names files was not followed |
 * | `o` | a build of its own has run in a directory |
 * | `a` | a build of its own has run that may have left files anywhere |
 * | `p` | a recipe was not run for want of a file |
 * | `w`, `x`, `D` | a followed line has written a file (path, NUL, content), removed one, made a directory |
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Overlay, OverlayChange } from '../../host/layers/overlay.ts';
import { wordNames } from '../stops/made-files.ts';
import type { MadeFiles } from '../stops/made-files.ts';
import { nameMark, passMark, pathMarks } from './marks.ts';

/** What effects are put into. */
export interface EffectPlace {
  readonly made: MadeFiles;
  readonly overlay: Overlay;
  /** Called for `p`. */
  readonly pass: () => void;
}

/** Puts an effect in place again. */
export function applyEffect(effect: string, { made, overlay, pass }: EffectPlace): void {
  const text = effect.slice(1);
  switch (effect[0]) {
    case 'm':
      return made.add(text);
    case 'd':
      return made.addDirectory(text);
    case 'n':
      return made.addUnfollowed(text);
    case 'o':
      return made.open(text);
    case 'a':
      return made.openAll();
    case 'p':
      return pass();
    case 'w': {
      const end = text.indexOf('\0');
      return overlay.put(text.slice(0, end), { kind: 'file', content: text.slice(end + 1) });
    }
    case 'x':
      return overlay.put(text, { kind: 'removed' });
    case 'D':
      return overlay.put(text, { kind: 'directory' });
    default:
      throw new Error(`no effect: ${effect}`);
  }
}

/** The effect of a change of files in memory; null for one that cannot be repeated. */
export function overlayEffect(path: string, change: OverlayChange): string | null {
  switch (change.kind) {
    case 'file':
      return `w${path}\0${change.content}`;
    case 'removed':
      return `x${path}`;
    case 'directory':
      return `D${path}`;
    case 'scratch':
      return null;
  }
}

/** The effect of writing a file, or of removing it where the text is null. */
export function fileEffect(path: string, text: ByteString | null): string {
  return text === null ? `x${path}` : `w${path}\0${text}`;
}

/** The effect of making a directory. */
export function directoryEffect(path: string): string {
  return `D${path}`;
}

/** Marks of what looks different where an effect is missing, or where there is one more; null: everything. */
export function marksOfEffect(effect: string): readonly number[] | null {
  const text: ByteString = effect.slice(1);
  switch (effect[0]) {
    case 'n':
      return wordNames(text).map((name) => nameMark(name));
    case 'p':
      return [passMark];
    case 'o':
    case 'a':
      return null;
    case 'w':
      return pathMarks(text.slice(0, text.indexOf('\0')));
    default:
      return pathMarks(text);
  }
}
