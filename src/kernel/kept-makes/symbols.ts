/** Symbols of the configuration that a makefile could read, by its text, and those that differ between two. */
import type { ByteString } from '../../core/bytes.ts';
import { symbolMark } from './marks.ts';

/** A mention of `auto.conf` in anything but the line that reads it, or a list of all variables. */
const readsWhole = /^(?![ \t]*(?:#|-?include\s|sinclude\s)).*auto\.conf\b|\.VARIABLES\b/m;

/**
 * Marks of the symbols that a text names. A name that is put together (`CONFIG_$(x)`) may be any of them; names that are
 * put together of other parts are not looked for.
 */
export function symbolMarksOf(text: ByteString): readonly number[] {
  const marks = new Set<number>();
  for (const [, name = ''] of text.matchAll(/CONFIG_(\w*)/g)) marks.add(symbolMark(name));
  if (/CONFIG_\w*[$%*(]/.test(text) || readsWhole.test(text)) marks.add(symbolMark(''));
  return [...marks];
}

function valuesOf(autoConf: ByteString): Map<ByteString, ByteString> {
  const values = new Map<ByteString, ByteString>();
  for (const line of autoConf.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0 && line.startsWith('CONFIG_')) values.set(line.slice(7, at), line.slice(at + 1));
  }
  return values;
}

/** Symbols that have another value, or none, in one of two configurations. */
export function changedSymbols(before: ByteString, now: ByteString): ByteString[] {
  if (before === now) return [];
  const left = valuesOf(before);
  const right = valuesOf(now);
  const changed: ByteString[] = [];
  for (const [name, value] of left) if (right.get(name) !== value) changed.push(name);
  for (const name of right.keys()) if (!left.has(name)) changed.push(name);
  return changed;
}
