import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';

/**
 * Names of the files a pattern matches, in byte order, as glob(3) gives them: `*`, `?`, `[…]` and
 * backslashes, no wildcard matches a leading dot; a name without wildcards matches itself when it is
 * there. `base` is the directory of relative patterns and is not part of the names.
 */
export function globPaths(host: Host, base: string, pattern: ByteString): string[] {
  const parts = pattern.split('/');
  let found: string[] = [''];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    for (const prefix of found) {
      if (part === '') next.push(isLast ? prefix : `${prefix}/`);
      else next.push(...matchesIn(host, base, prefix, part).map((name) => prefix + (isLast ? name : `${name}/`)));
    }
    found = next;
  }
  const names = found.filter((name) => name !== '' && host.stat(inBase(base, name)) !== undefined);
  return names.toSorted(compareBytes);
}

function matchesIn(host: Host, base: string, prefix: string, part: string): string[] {
  if (!/[*?[\\]/.test(part)) return [part];
  const pattern = patternOf(part);
  const names = host.readDirectory(prefix === '' ? base : inBase(base, prefix)) ?? [];
  return names.filter((name) => (part.startsWith('.') || !name.startsWith('.')) && matches(pattern, name));
}

/** A file name under its base directory; an absolute name stays. */
export function inBase(base: string, name: string): string {
  return name.startsWith('/') ? name : `${base}/${name}`;
}

/** The directory part of a name with its slash, empty without one. */
export function directoryOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

/** One element of a pattern: `*`, or whether it matches a character. */
type Element = 'star' | ((char: string) => boolean);

function patternOf(part: string): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < part.length; at++) {
    const char = part[at]!;
    const close = char === '[' ? part.indexOf(']', part[at + 1] === '!' || part[at + 1] === '^' ? at + 3 : at + 2) : -1;
    if (char === '*') elements.push('star');
    else if (char === '?') elements.push(() => true);
    else if (close >= 0) {
      const set = new RegExp(setOf(part.slice(at + 1, close)), 's');
      elements.push((one) => set.test(one));
      at = close;
    } else {
      const literal = char === '\\' && at + 1 < part.length ? part[++at]! : char;
      elements.push((one) => one === literal);
    }
  }
  return elements;
}

/** True when the whole name matches. Only the last star is given more characters, so that it takes O(name × pattern). */
function matches(pattern: readonly Element[], name: string): boolean {
  let place = 0;
  let star = -1;
  let starAt = 0;
  for (let at = 0; at < name.length; ) {
    const element = pattern[place];
    if (element === 'star') {
      star = place++;
      starAt = at;
    } else if (element?.(name[at]!) === true) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (pattern[place] === 'star') place++;
  return place === pattern.length;
}

function setOf(body: string): string {
  const isNegated = body.startsWith('!') || body.startsWith('^');
  const members = (isNegated ? body.slice(1) : body).replace(/[\\\]^]/g, '\\$&');
  return isReversed(members) ? '(?!)' : `^[${isNegated ? '^' : ''}${members}]$`;
}

/** A range such as `z-a`, which matches nothing. */
function isReversed(members: string): boolean {
  for (const [, low, high] of members.matchAll(/(.)-(.)/gs)) if ((low as string) > (high as string)) return true;
  return false;
}

function compareBytes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
