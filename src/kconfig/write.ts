import type { ByteString } from '../core/text.ts';
import { entriesBelow } from './check-dependencies.ts';
import type { BuildEntry } from './build-types.ts';
import { choiceDefaultOf } from './configuration.ts';
import type { Configuration } from './configuration-types.ts';
import { prefix } from './dotconfig.ts';
import type { Entry, KconfigSymbol } from './model.ts';

/** True when an entry would be shown: its prompt, its `visible if`, or a visible child of a set symbol. */
export function isEntryVisible(configuration: Configuration, entry: Entry): boolean {
  const { prompt, symbol } = entry;
  if (prompt === null) return false;
  if (entry.visibility !== null && configuration.evalExpr(entry.visibility) === 0) return false;
  if (symbol !== null) configuration.tristate(symbol);
  if (configuration.evalExpr(prompt.condition) !== 0) return true;
  if (symbol === null || configuration.tristate(symbol) === 0) return false;
  for (let child = entry.firstChild; child !== null; child = child.next) {
    if (isEntryVisible(configuration, child)) return true;
  }
  return false;
}

/** Text of `.config`. Source: kconfig-semantics 5.1. */
export function writeConfig(configuration: Configuration): ByteString {
  const { model } = configuration;
  const lines: ByteString[] = ['#', '# Automatically generated file; DO NOT EDIT.', `# ${model.mainMenu}`, '#'];
  const written = new Uint8Array(model.symbolCount);
  let needsBlank = false;
  let entry: Entry | null = model.root.firstChild;
  while (entry !== null) {
    const { symbol } = entry;
    if (symbol === null) {
      if (isEntryVisible(configuration, entry)) {
        lines.push('', '#', `# ${entry.prompt?.text ?? ''}`, '#');
        needsBlank = false;
      }
    } else if (symbol.kind !== 'choice' && written[symbol.id] === 0 && configuration.isWritten(symbol)) {
      if (needsBlank) lines.push('');
      needsBlank = false;
      written[symbol.id] = 1;
      lines.push(configLine(symbol, configuration.value(symbol)));
    }
    if (entry.firstChild !== null) {
      entry = entry.firstChild;
      continue;
    }
    // Leaves every block that ends here.
    for (let at: Entry = entry; ; ) {
      if (at.kind === 'menu' && isEntryVisible(configuration, at)) {
        lines.push(`# end of ${at.prompt?.text ?? ''}`);
        needsBlank = true;
      }
      if (at.next !== null) {
        entry = at.next;
        break;
      }
      if (at.parent === null) {
        entry = null;
        break;
      }
      at = at.parent;
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Text of `include/config/auto.conf`: no lines for n, strings raw. Source: kconfig-semantics 5.5. */
export function writeAutoConf(configuration: Configuration): ByteString {
  const lines = ['#', '# Automatically generated file; DO NOT EDIT.', `# ${configuration.model.mainMenu}`, '#'];
  for (const symbol of autoSymbols(configuration)) {
    const value = configuration.value(symbol);
    if (!isLogical(symbol) || value !== 'n') lines.push(`${prefix}${symbol.name}=${value}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Text of `include/generated/autoconf.h`. */
export function writeAutoHeader(configuration: Configuration): ByteString {
  const lines = ['/*', ' * Automatically generated file; DO NOT EDIT.', ` * ${configuration.model.mainMenu}`, ' */'];
  for (const symbol of autoSymbols(configuration)) {
    const value = configuration.value(symbol);
    if (isLogical(symbol)) {
      if (value !== 'n') lines.push(`#define ${prefix}${symbol.name}${value === 'm' ? '_MODULE' : ''} 1`);
    } else
      lines.push(`#define ${prefix}${symbol.name} ${symbol.type === 'string' ? quote(value) : hexText(symbol, value)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Text of `include/generated/rustc_cfg`. */
export function writeRustcCfg(configuration: Configuration): ByteString {
  let text = '';
  for (const symbol of autoSymbols(configuration)) {
    const value = configuration.value(symbol);
    if (isLogical(symbol)) {
      if (value === 'n') continue;
      text += `--cfg=${prefix}${symbol.name}\n`;
    }
    text += `--cfg=${prefix}${symbol.name}=${quote(hexText(symbol, value))}\n`;
  }
  return text;
}

/** Text of a minimal defconfig, as savedefconfig writes it. Source: kconfig-semantics 5.2. */
export function writeDefconfig(configuration: Configuration): ByteString {
  let text = '';
  const done = new Set<KconfigSymbol>();
  for (const entry of entriesBelow(configuration.model.root as BuildEntry)) {
    const { symbol } = entry;
    if (symbol === null || symbol.kind === 'choice' || done.has(symbol)) continue;
    if (!configuration.isWritten(symbol)) continue;
    done.add(symbol);
    if (!configuration.isChangeable(symbol)) continue;
    const value = configuration.value(symbol);
    if (value === configuration.defaultText(symbol)) continue;
    if (symbol.choice !== null && value === 'y' && choiceDefaultOf(configuration, symbol.choice) === symbol) continue;
    text += `${configLine(symbol, value)}\n`;
  }
  return text;
}

/** A symbol's line in `.config`, without newline. */
export function configLine(symbol: KconfigSymbol, value: ByteString): ByteString {
  if (isLogical(symbol) && value === 'n') return `# ${prefix}${symbol.name} is not set`;
  return `${prefix}${symbol.name}=${symbol.type === 'string' ? quote(value) : value}`;
}

function* autoSymbols(configuration: Configuration): Iterable<KconfigSymbol> {
  const { hashOrder } = configuration.model;
  // conf evaluates all symbols before it writes the first.
  for (const symbol of hashOrder) configuration.tristate(symbol);
  for (const symbol of hashOrder) {
    if (symbol.kind !== 'choice' && configuration.isWritten(symbol)) yield symbol;
  }
}

function isLogical(symbol: KconfigSymbol): boolean {
  return symbol.type === 'bool' || symbol.type === 'tristate';
}

function hexText(symbol: KconfigSymbol, value: ByteString): ByteString {
  return symbol.type === 'hex' && !/^0[xX]/.test(value) ? `0x${value}` : value;
}

/** Quotes a string, with a backslash before `"` and `\`. */
export function quote(text: ByteString): ByteString {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
