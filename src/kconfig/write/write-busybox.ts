/**
 * `.config` and `include/autoconf.h` of the busybox generation: every symbol with a type at every
 * definition, in menu order. Source: docs/kconfig-semantics.md §5.1 and §5.5; observed with conf of busybox 1.35.
 */
import type { ByteString } from '../../core/bytes.ts';
import { symbolKindCode, typeCode } from '../model/flat-model.ts';
import { entriesInMenuOrder } from '../model/flat-tree.ts';
import type { ConfigState } from '../values/config-state.ts';
import { symbolNamed } from '../values/dotconfig.ts';
import { isEntryVisible } from '../values/entry-values.ts';
import { valueOf } from '../values/symbol-values.ts';
import { quote } from './write-lines.ts';

/** The time in both headings. */
export interface Timestamp {
  /** Seconds since 1970. */
  readonly seconds: number;
  /** Minutes to add for local time. */
  readonly offsetMinutes: number;
  /** What `%Z` prints for local time. */
  readonly zone: ByteString;
}

/** Both texts; without a timestamp (KCONFIG_NOTIMESTAMP) neither shows the time. */
export interface BusyboxTexts {
  readonly config: ByteString;
  readonly header: ByteString;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Both files at once, as conf writes them. */
export function busyboxTexts(state: ConfigState, timestamp: Timestamp | null): BusyboxTexts {
  const { flat } = state;
  const { entrySymbol, entryPrompt, symbolKind } = flat;
  const version = versionOf(state);
  let config = `#\n# Automatically generated make config: don't edit\n# Busybox version: ${version}\n`;
  if (timestamp !== null) config += `# ${clockText(timestamp)}\n`;
  config += '#\n';
  let header = `/*\n * Automatically generated C config: don't edit\n * Busybox version: ${version}\n */\n`;
  header += `#define AUTOCONF_TIMESTAMP "${timestamp === null ? '' : stampText(timestamp)}"\n\n`;
  for (const entry of entriesInMenuOrder(flat)) {
    const symbol = entrySymbol[entry]!;
    if (symbol < 0) {
      if (!isEntryVisible(state, entry)) continue;
      const prompt = entryPrompt[entry] ?? '';
      config += `\n#\n# ${prompt}\n#\n`;
      header += `\n/*\n * ${prompt}\n */\n`;
    } else if (symbolKind[symbol] !== symbolKindCode.choice) {
      const lines = linesOf(state, symbol);
      config += lines.config;
      header += lines.header;
    }
  }
  return { config, header };
}

function versionOf(state: ConfigState): ByteString {
  const symbol = symbolNamed(state, 'KERNELVERSION');
  return symbol < 0 ? 'KERNELVERSION' : valueOf(state, symbol);
}

function linesOf(state: ConfigState, symbol: number): BusyboxTexts {
  const name = state.flat.symbolNames[symbol]!;
  const type = state.flat.symbolType[symbol]!;
  const value = valueOf(state, symbol);
  switch (type) {
    case typeCode.bool:
    case typeCode.tristate:
      if (value === 'n') {
        const off = `#undef CONFIG_${name}\n#define ENABLE_${name} 0\n#define IF_${name}(...)\n`;
        return {
          config: `# CONFIG_${name} is not set\n`,
          header: `${off}#define IF_NOT_${name}(...) __VA_ARGS__\n`,
        };
      }
      if (value === 'm') return { config: `CONFIG_${name}=m\n`, header: `#define CONFIG_${name}_MODULE 1\n` };
      return { config: `CONFIG_${name}=y\n`, header: enabled(name, '1') };
    case typeCode.string: {
      const quoted = quote(value);
      return { config: `CONFIG_${name}=${quoted}\n`, header: enabled(name, quoted) };
    }
    case typeCode.hex:
      if (!/^0[xX]/.test(value)) return { config: `CONFIG_${name}=${value}\n`, header: enabled(name, `0x${value}`) };
      return { config: `CONFIG_${name}=${value}\n`, header: enabled(name, value) };
    case typeCode.int: {
      const number = value === '' ? '0' : value;
      return { config: `CONFIG_${name}=${number}\n`, header: enabled(name, number) };
    }
    default:
      return { config: '', header: '' };
  }
}

function enabled(name: ByteString, value: ByteString): ByteString {
  return [
    `#define CONFIG_${name} ${value}`,
    `#define ENABLE_${name} 1`,
    '#ifdef MAKE_SUID',
    `# define IF_${name}(...) __VA_ARGS__ "CONFIG_${name}"`,
    '#else',
    `# define IF_${name}(...) __VA_ARGS__`,
    '#endif',
    `#define IF_NOT_${name}(...)`,
    '',
  ].join('\n');
}

/** As `ctime` prints local time. */
function clockText(timestamp: Timestamp): string {
  const at = new Date((timestamp.seconds + timestamp.offsetMinutes * 60) * 1000);
  const day = String(at.getUTCDate()).padStart(2);
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${day} ${timeOf(at)} ${at.getUTCFullYear()}`;
}

/**
 * As `strftime("%Y-%m-%d %H:%M:%S %Z")` prints it: local time even for SOURCE_DATE_EPOCH, because `ctime`
 * was called in between. Observed with conf of busybox 1.35.
 */
function stampText(timestamp: Timestamp): string {
  const at = new Date((timestamp.seconds + timestamp.offsetMinutes * 60) * 1000);
  const date = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  return `${date} ${timeOf(at)} ${timestamp.zone}`;
}

function timeOf(at: Date): string {
  return `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
