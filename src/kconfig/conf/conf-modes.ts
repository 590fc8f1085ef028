/** Modes of conf: the ones a dialect has, and how each gives values. Source: docs/kconfig-semantics.md §6.0. */
import type { Dialect } from '../dialect/dialect.ts';
import type { WholeAnswer } from '../values/apply-mode.ts';
import type { AskMode } from './asker.ts';
import type { ConfMode } from './conf-types.ts';

/** Modes that answer every prompt alike. */
export const wholeAnswers: Readonly<Partial<Record<ConfMode, WholeAnswer>>> = {
  allnoconfig: 'no',
  allyesconfig: 'yes',
  allmodconfig: 'mod',
  alldefconfig: 'def',
  defconfig: 'def',
};

/** Modes where every mode asks, and how they answer. */
export const alwaysAskModes: Readonly<Partial<Record<ConfMode, AskMode>>> = {
  oldaskconfig: 'all',
  oldconfig: 'new',
  syncconfig: 'silent',
  alldefconfig: 'default',
  defconfig: 'default',
  allnoconfig: 'no',
  allyesconfig: 'yes',
  allmodconfig: 'mod',
  randconfig: 'random',
};

/** True when the dialect's conf has the mode. */
export function hasMode(dialect: Dialect, mode: ConfMode): boolean {
  if (dialect.modes.asksInAllModes) return alwaysAskModes[mode] !== undefined;
  switch (mode) {
    case 'helpnewconfig':
      return dialect.modes.hasHelpNew;
    case 'yes2modconfig':
    case 'mod2yesconfig':
      return dialect.modes.hasRewriteModes;
    case 'mod2noconfig':
      return dialect.modes.hasMod2no;
    default:
      return true;
  }
}
