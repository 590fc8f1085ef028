/** The texts of automatic variables. Source: GNU make manual 4.3 §10.5.3. */
import type { ByteString } from '../../core/bytes.ts';
import type { MakeState } from '../state/make-state.ts';

/** What the automatic variables of one target are made of. */
export interface AutomaticParts {
  readonly target: ByteString;
  /** `MEMBER` of an archive member; empty for other targets. */
  readonly member: ByteString;
  readonly stem: ByteString;
  readonly first: ByteString;
  /** Names in order, repeated ones repeated. */
  readonly normal: readonly ByteString[];
  readonly orderOnly: readonly ByteString[];
  readonly newer: readonly ByteString[];
}

/** Values by name: `$@`, `$<`, `$^` … */
export function automaticTexts(parts: AutomaticParts): Map<ByteString, ByteString> {
  const unique = new Set(parts.normal);
  return new Map([
    ['@', parts.target],
    ['%', parts.member],
    ['*', parts.stem],
    ['<', parts.first],
    ['^', [...unique].join(' ')],
    ['+', parts.normal.join(' ')],
    ['|', [...new Set(parts.orderOnly)].filter((name) => !unique.has(name)).join(' ')],
    ['?', [...new Set(parts.newer)].join(' ')],
  ]);
}

/** In an explicit rule `$*` is the target without a suffix make knows. Source: GNU make manual 4.3 §10.5.3. */
export function suffixStem(make: MakeState, target: ByteString): ByteString {
  const known = make.rules.targets.get('.SUFFIXES')?.prerequisites ?? [];
  for (const { name } of known) {
    if (target.endsWith(name) && target.length > name.length) return target.slice(0, -name.length);
  }
  return '';
}
