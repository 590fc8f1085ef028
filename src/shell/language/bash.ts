/**
 * Scripts for `/bin/sh` that makefiles start with bash, as U-Boot and BusyBox do
 * (`$(CONFIG_SHELL)`), and scripts for bash. Where a script has nothing in which the two differ it is interpreted as dash
 * would; some of what only bash has, such as arrays, is interpreted as well.
 * Source: Bash Reference Manual 5.2, B "Major Differences From The Bourne Shell"; dash(1) 0.5.12.
 */
import type { ByteString } from '../../core/bytes.ts';

/** Largest text that is looked at, and its longest line, in bytes: the patterns take time by the square of a line. */
const maxBytes = 16_384;
const maxLine = 1000;

/** Texts that bash takes for something else than dash, or may. Quotes are not looked at: more is left out than need be. */
const differences: readonly RegExp[] = [
  // Braces, tests, here-strings, redirections and substitutions that dash does not have.
  /(?<!\$)\{[^{}\s]*(?:,|\.\.)/,
  /\[\[|&>|\|&|[<>]\(|(?<!\$)\$['"]|;;?&|>&\s*[^0-9\s-]/,
  /(?<!\$)\(\(|\*\*|\+\+|--\s*\)\)/,
  // Variables that bash sets.
  /\$\{?#?(?:[EP]?UID|S?RANDOM|BASH\w*|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|SECONDS|GROUPS|PIPESTATUS|FUNCNAME|LINENO|SHLVL|DIRSTACK|REPLY|EPOCH\w*|COPROC)\b/,
  /\$\{[A-Za-z_]\w*(?:[\^,@]|:[^-=?+])|\$\{!/,
  // Builtins and keywords that dash lacks, or that do not do the same.
  /\becho\b[^\n|;&)]*\\|\becho\s+-[neE]/,
  /(?<![\w$/.'"<-])(?:source|typeset|shopt|let|mapfile|readarray|select|time|function|trap|exec|read|type|hash|ulimit|alias|unalias|caller|compgen|complete|disown|enable|history|logout|popd|pushd|dirs|suspend|help|bind|builtin|kill|wait|jobs|fg|bg|coproc|command)(?![\w=-])/,
  /\b(?:export|readonly)\s+\w+=/,
  /\bset\s+(?:-(?!e(?:\s|;|$))|\+)[a-zA-Z]/m,
  // Words with a field separator of their own, quotes in an expansion, what stays after a special builtin.
  /\bIFS=|\$\{[^}\n]*['"]|=\S*[ \t]+:(?:\s|;|$)|\$\(\([^)\n]*,/m,
  // `==`, and what only one printf knows.
  /==/,
  /\\[xuUeE]|%q|%\(|%b/,
];

/** What only bash has, or does otherwise, and the interpreter does as bash. */
const additions: readonly RegExp[] = [
  /<<</,
  /\$\{[A-Za-z_]\w*\//,
  /(?<![\w$/.'"<-])(?:declare|local|eval|getopts|return)(?![\w=-])/,
  /\bset\s+-e/,
  /\w=\(/,
];

const hereDocument = /<<-?[ \t]*(['"]?)(\w+)\1([^\n]*)\n((?:.*\n)*?)[ \t]*\2(?=\n|$)/g;

/** True for a program that is bash by its name. */
export function isBash(name: ByteString): boolean {
  return name === 'bash' || name === '/bin/bash' || name === '/usr/bin/bash';
}

/** True when bash and dash do the same with a text, but for messages of their own. */
export function isSameUnderBash(text: ByteString): boolean {
  const code = codeOf(text);
  return code !== null && ![...differences, ...additions].some((form) => form.test(code));
}

/** True for a text whose words, where they are bash's own, are among those that are interpreted. */
export function isInterpretedAsBash(text: ByteString): boolean {
  const code = codeOf(text);
  return code !== null && !differences.some((form) => form.test(code));
}

/** The text without comments and plain here-documents; null for one that is too large. */
function codeOf(text: ByteString): ByteString | null {
  const lines = text.length > maxBytes ? null : text.split('\n');
  if (lines === null || lines.some((line) => line.length > maxLine)) return null;
  return (
    lines
      .filter((line) => !/^\s*#/.test(line))
      .join('\n')
      // The text of a here-document is no program; one with expansions in it is looked at.
      .replace(hereDocument, (whole, _quote, _word, rest: string, body: string) =>
        /[$`\\]/.test(body) ? whole : `<<${rest}\n`,
      )
  );
}
