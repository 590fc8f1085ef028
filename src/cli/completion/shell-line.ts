/** The words of a command line as a shell splits it, of which the last one is being typed. */

/** Words without their quotes; the last one is empty behind a blank. Source: POSIX 2.2 "Quoting". */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let isOpen = false;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === "'" ? character !== "'" : quote === '"' && character !== '"' && character !== '\\') {
      word += character;
    } else if (character === '\\' && at + 1 < line.length) {
      word += line.charAt(++at);
      isOpen = true;
    } else if (quote !== '' || character === '"' || character === "'") {
      quote = quote === '' ? character : '';
      isOpen = true;
    } else if (/\s/.test(character)) {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
    } else {
      word += character;
      isOpen = true;
    }
  }
  return [...words, word];
}
