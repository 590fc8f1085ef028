/** Names of a source tree for the completion of shells: read off its files, without make and without an evaluation. */
import { archVariants } from '../../core/arch-variants.ts';
import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { directoryOf, globPaths } from '../../kconfig/language/source-paths.ts';

/** Files that are read for the symbols of a tree, and milliseconds: what was found by then is enough for one key. */
const maxFiles = 20_000;
const maxMs = 1500;

/** Names of top files, that of the kernel first. */
const topFiles = ['Kconfig', 'Config.in', 'src/Kconfig', 'Kconfig.zephyr'];

/** Names that a shell takes as they are. */
const plainName = /^[\w.+-]+$/;

/** More does not stand in front of a statement. */
const maxIndent = 200;

/** What stands in front of `config` and `source` in a line that begins with them. */
const beforeConfig = /^[ \t]*(?:menu)?$/;
const beforeSource = /^[ \t]*(?:or|o|r)?$/;
const symbolName = /^[ \t]+(\w+)[ \t]*(?:#.*)?$/;
const variable = /\$(?:\((\w+)\)|\{(\w+)\}|(\w+))/g;

/** A tree as completion reads it; `arch` is the value of `ARCH`, null where none is given. */
export class TreeNames {
  private readonly host: Host;
  private readonly arch: string | null;

  constructor(host: Host, arch: string | null) {
    this.host = host;
    this.arch = arch;
  }

  /** Values of `ARCH`. */
  archs(): string[] {
    const own = this.names('arch').filter((name) => this.host.stat(`arch/${name}/Kconfig`) !== undefined);
    const variants = Object.entries(archVariants).filter(([, source]) => own.includes(source));
    return [...own, ...variants.map(([name]) => name)];
  }

  /** Configuration goals: `defconfig`, and those that the tree has files for. */
  defconfigs(): string[] {
    const { srcarch } = this;
    const archs = srcarch === null ? this.names('arch') : [srcarch];
    const places = ['configs', ...archs.map((name) => `arch/${name}/configs`)];
    const found = places.flatMap((place) => this.names(place).filter((name) => name.endsWith('_defconfig')));
    return ['defconfig', ...new Set(found)];
  }

  /** Goals that the top makefile and that of the architecture name. */
  goals(): string[] {
    const { srcarch } = this;
    const texts = ['Makefile', ...(srcarch === null ? [] : [`arch/${srcarch}/Makefile`])].map((path) =>
      this.read(path),
    );
    const found = new Set<string>();
    for (const text of texts) {
      for (const [, words = ''] of text.matchAll(/^PHONY[ \t]*[+:]?=[ \t]*(\S.*)$/gm)) add(words);
      for (const [, words = ''] of text.matchAll(/^([a-zA-Z][\w .-]*):(?![=:])/gm)) add(words);
    }
    return [...found];

    function add(words: string): void {
      for (const word of words.split(/[ \t]/)) {
        if (/^[a-zA-Z][\w.-]*$/.test(word) && word !== 'FORCE' && !word.startsWith('__')) found.add(word);
      }
    }
  }

  /** Symbols of all Kconfig files that the top one leads to, of every architecture where none is given; those with a prefix. */
  symbols(prefix: string): string[] {
    const { host } = this;
    const top = topFiles.find((path) => host.stat(path)?.kind === 'file');
    const found = new Set<string>();
    const queue = top === undefined ? [] : [top];
    const seen = new Set(queue);
    const end = performance.now() + maxMs;
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      const text = this.read(path);
      eachLine(text, 'config', beforeConfig, (_before, rest) => {
        const name = symbolName.exec(rest)?.[1];
        if (name?.startsWith(prefix) === true) found.add(name);
      });
      if (performance.now() > end) break;
      eachLine(text, 'source', beforeSource, (before, rest) => {
        for (const next of this.sources(path, before.includes('r'), rest.trim())) {
          if (seen.size >= maxFiles || seen.has(next)) continue;
          seen.add(next);
          queue.push(next);
        }
      });
    }
    return [...found];
  }

  /** Entries of a directory below the tree, directories with a slash behind. `path`: what is typed so far. */
  entries(path: string): string[] {
    const directory = directoryOf(path);
    const names = this.host.readDirectory(directory === '' ? '.' : directory) ?? [];
    return names.map((name) => {
      const full = directory + name;
      return this.host.stat(full)?.kind === 'directory' ? `${full}/` : full;
    });
  }

  private get srcarch(): string | null {
    return this.arch === null ? null : (archVariants[this.arch] ?? this.arch);
  }

  /** Files that a `source` line names; none where it needs a variable that is not known. */
  private sources(from: string, isRelative: boolean, word: string): string[] {
    const name = /^"([^"]*)"/.exec(word)?.[1] ?? word.trim();
    const { arch, srcarch } = this;
    const known: Readonly<Record<string, string>> = { SRCARCH: srcarch ?? '*', ARCH: arch ?? '*', srctree: '.' };
    const pattern = name.replace(variable, (_all, one?: string, two?: string, three?: string) => {
      return known[one ?? two ?? three ?? ''] ?? '\0';
    });
    if (pattern.includes('\0')) return [];
    if (!/[*?[\\]/.test(pattern))
      return [isRelative && !pattern.startsWith('/') ? directoryOf(from) + pattern : pattern];
    const base = isRelative && !pattern.startsWith('/') ? directoryOf(from) : '';
    return globPaths(this.host, this.host.cwd, base + pattern);
  }

  private names(directory: string): string[] {
    return (this.host.readDirectory(directory) ?? []).filter((name) => plainName.test(name));
  }

  private read(path: string): ByteString {
    try {
      return this.host.readFile(path) ?? '';
    } catch (error) {
      if (error instanceof HostError) return '';
      throw error;
    }
  }
}

/** Calls `use` for each line that a keyword begins, with what stands in front of it and behind it. Looks at no other line. */
function eachLine(text: ByteString, keyword: string, front: RegExp, use: (before: string, rest: string) => void): void {
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + keyword.length)) {
    const behind = text.charAt(at + keyword.length);
    if (behind !== ' ' && behind !== '\t') continue;
    const before = text.slice(text.lastIndexOf('\n', at) + 1, at);
    if (before.length > maxIndent || !front.test(before)) continue;
    const end = text.indexOf('\n', at);
    use(before, text.slice(at + keyword.length, end < 0 ? text.length : end));
  }
}

/** Prefixes of cross compilers on PATH: `aarch64-linux-gnu-`. */
export function crossPrefixes(host: Host): string[] {
  const places = (host.env['PATH'] ?? '').split(':').filter((place) => place.startsWith('/'));
  const found = places.flatMap((place) =>
    (host.readDirectory(place) ?? []).flatMap((name) => /^([\w.+-]+-)gcc$/.exec(name)?.[1] ?? []),
  );
  return [...new Set(found)];
}
