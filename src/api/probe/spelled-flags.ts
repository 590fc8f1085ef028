import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';

/** Functions of makefiles and macros of Kconfig files whose first argument is a flag. */
const asks =
  /\$\((?:call[ \t]+)?(?:cc-option(?:-yn|-bit)?|__cc-option|cc-disable-warning|as-option|hostcc-option|cc-ifversion|ld-option)[ \t]*,[ \t]*([^,()$#]*)(?=[,)])/g;

/** Directories without makefiles of the build proper. */
const passedOver = new Set(['.git', 'Documentation', 'LICENSES', 'tools', 'samples', 'rust']);

/** Deepest directory that is looked at. */
const maxDepth = 24;

/**
 * Flag texts that the makefiles and Kconfig files of a tree spell in a question to the compiler, whatever
 * condition stands around it; of `arch`, only the directories named. Texts with a variable in them are left out.
 */
export function spelledFlags(host: Host, tree: ByteString, architectures: ReadonlySet<string>): ByteString[] {
  const flags = new Set<ByteString>();
  const root = host.realPath(tree) ?? tree;
  const visit = (directory: ByteString, depth: number): void => {
    for (const name of host.readDirectory(directory) ?? []) {
      const path = `${directory}/${name}`;
      if (/^(?:Makefile|Kbuild|Kconfig)|\.(?:mk|make)$/.test(name)) {
        for (const flag of flagsOf(host, path)) flags.add(flag);
      } else if (!name.includes('.') && depth < maxDepth && !(depth === 0 && passedOver.has(name))) {
        const isOther = depth === 1 && directory === `${root}/arch` && !architectures.has(name);
        if (!isOther && host.stat(path)?.kind === 'directory' && host.realPath(path) === path) visit(path, depth + 1);
      }
    }
  };
  visit(root, 0);
  return [...flags].sort();
}

function* flagsOf(host: Host, path: ByteString): Iterable<ByteString> {
  let text: ByteString | undefined;
  try {
    text = host.readFile(path);
  } catch (error) {
    passTroubleOn(error);
    return;
  }
  if (text?.includes('option') !== true && text?.includes('cc-disable-warning') !== true) return;
  for (const [whole, argument = ''] of text.matchAll(asks)) {
    const words = argument.trim().replace(/\s+/g, ' ');
    if (words === '') continue;
    if (whole.includes('cc-disable-warning')) yield `-W${words}`;
    else if (whole.includes('ld-option')) continue;
    else if (words.startsWith('-')) {
      yield words;
      if (!/ -(?:-param|mllvm)\b|^-(?:-param|mllvm)\b/.test(words))
        yield* words.split(' ').filter((word) => word.startsWith('-'));
    }
  }
}
