/** Which lines of a recipe are run whatever make was asked to do. Source: GNU make manual 4.3 §5.7.1. */
import type { FileState } from './file-state.ts';

/** True when the stored line is run even under `-n`. */
export function isRecursiveLine(file: FileState, index: number): boolean {
  const line = file.recipe!.lines[index]!;
  if (file.recursiveLines?.has(index) === true) return true;
  return /^[ \t@-]*\+/.test(line) || line.includes('$(MAKE)') || line.includes('${MAKE}');
}

/** True when any line of the recipe is run even under `-n`. */
export function hasRecursiveLine(file: FileState): boolean {
  return file.recipe!.lines.some((_, index) => isRecursiveLine(file, index));
}
