import { spawnSync } from 'node:child_process';

/**
 * True when an oracle, a real tool or tree, is there, for `skipIf(!…)`. Throws when it is missing and
 * `KGATE_REQUIRE_ORACLE=1` asks for a run without skips.
 */
export function hasOracle(name: string, isThere: boolean): boolean {
  if (!isThere && process.env.KGATE_REQUIRE_ORACLE === '1') throw new Error(`${name} is missing`);
  return isThere;
}

/** {@link hasOracle} for a program that answers `--version`. */
export function hasProgram(program: string): boolean {
  return hasOracle(program, spawnSync(program, ['--version']).status === 0);
}
