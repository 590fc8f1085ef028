/** Lines of kbuild that write a file only when its text has changed. */
import type { ByteString } from '../../../core/bytes.ts';

/**
 * The part of kbuild's `filechk` that can fail: what writes the new text. The rest only compares it with the file
 * that is there and moves it in its place. Source: scripts/Kbuild.include of Linux 6.1 and 6.12, `filechk`.
 */
const filecheck =
  /^set -e;\s*mkdir -p \S+;\s*trap "rm -f (\S+)" EXIT;\s*\{ ([\s\S]*); \} > \1;\s*if \[ ! -r (\S+) \] \|\| ! cmp -s \3 \1; then/;

/** The part of a `filechk` line that can fail, and the file it writes; null for any other line. */
export function filecheckBody(text: ByteString): { readonly text: ByteString; readonly file: ByteString } | null {
  const found = filecheck.exec(text);
  if (found === null) return null;
  return { text: `set -e; { ${found[2] ?? ''}; } > /dev/null`, file: found[3] ?? '' };
}
