/** A text of the tree in one line of at most `limit` characters: each run of blanks is one blank, a cut text ends in `...`. */
export function shorten(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit)} ...`;
}
