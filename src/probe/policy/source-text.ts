/**
 * Whether a text that is compiled can bring a precompiled header, which is code that the compiler loads, or sections by
 * which a linker starts programs. The text is not interpreted: what could hide a directive from a look at its letters
 * is not let through either.
 */
import type { ByteString } from '../../core/bytes.ts';

/**
 * Headers of the C library and of libraries that probes look for. None takes in a header whose name is a macro, so that
 * no text in front of it directs it elsewhere. Source: glibc 2.36, elfutils 0.188, OpenSSL 3.0, ncurses 6.4.
 */
const plainHeaders: ReadonlySet<string> = new Set(
  `assert.h ctype.h errno.h fcntl.h float.h getopt.h inttypes.h limits.h locale.h math.h pthread.h signal.h stdarg.h stdbool.h
  stddef.h stdint.h stdio.h stdlib.h string.h strings.h time.h unistd.h wchar.h sys/ioctl.h sys/mman.h sys/stat.h
  sys/time.h sys/types.h sys/wait.h elf.h gelf.h libelf.h`.split(/\s+/),
);

/** Letters that a directive or an operator can be made of in another way than by its name. */
const disguises = /##|%:|\?\?|\\[uUN]|ragma|import|embed|include_next|\0/;

/** Why the text of a compilation may be more than a probe, null when it may not. */
export function compiledTextObjection(text: ByteString): string | null {
  const spliced = text.replace(/\\[ \t\v\f\0]*\r?\n/g, '');
  if (!/include|##|%:|\?\?|\\[uUN]|ragma|import|embed|\0/.test(spliced)) return null;
  const disguise = disguises.exec(spliced);
  if (disguise !== null)
    return `its text has '${disguise[0].replaceAll('\0', '\\0')}', which may take in a precompiled header`;
  const taken = [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*<([^>\n]*)>[ \t]*$/gm)].map((match) => match[1] ?? '');
  if (spliced.split('include').length - 1 !== taken.length)
    return 'its text takes in a header in another form than #include <…>';
  const other = taken.find((header) => !plainHeaders.has(header));
  return other === undefined ? null : `its text takes in <${other}>`;
}

/** True when the text may take in other files. */
export function takesFiles(text: ByteString): boolean {
  return /include|import|embed|incbin|__has_/.test(text.replace(/\\[ \t\v\f\0]*\r?\n|\?\?\/\r?\n/g, ''));
}

/**
 * Why a text may not be linked at once: an assembler text or an attribute could make sections that hold options for the
 * compiler that a linker starts.
 */
export function linkedTextObjection(text: ByteString): string | null {
  const spliced = text.replace(/\\[ \t\v\f]*\r?\n/g, '').replace(/^[ \t]*#[ \t]*include[ \t]*<[\w/.]*>[ \t]*$/gm, '');
  const found = /asm|section|attribute|__|\[\[|#/.exec(
    spliced.replace(/^[ \t]*#[ \t]*(?:define|undef|if|ifdef|ifndef|else|elif|endif|error|warning)\b/gm, ''),
  );
  return found === null ? null : `its text has '${found[0]}' and is linked`;
}
