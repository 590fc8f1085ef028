/** The files that say what the user wants, and the text that fragments are merged into. */

import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { mergeBehaviour, mergeFragments, type NamedConfig } from '../goals/merge-config.ts';
import type { NamedFile } from '../levels/build-request.ts';
import { findMergeScript } from '../levels/generation.ts';
import type { Session } from './session.ts';

/** A file with lines that the configuration was read from. */
export interface AskedFile extends NamedConfig {
  /** `base`: the user's `.config` or defconfig; `fragment`: one of `--fragment`; `tree`: a defconfig of the tree. */
  readonly kind: 'base' | 'fragment' | 'tree';
  /** True for a `.config` as conf writes it, with a line for every symbol. */
  readonly isWhole: boolean;
}

/** Bytes of a file in which conf's head is looked for. */
const headBytes = 400;

/** A file of the user's, by its own text. */
export function askedFile(kind: AskedFile['kind'], { name, text }: NamedConfig): AskedFile {
  // Source: conf_write of scripts/kconfig/confdata.c; all generations begin with these words.
  const isWhole = /^# Automatically generated (?:file|make config)/m.test(text.slice(0, headBytes));
  return { kind, name, text, isWhole };
}

/** The fragments of the request with their texts. Throws UsageError `kernel/no-config` for one that is not there. */
export function readFragments({ request, workHost }: Session): AskedFile[] {
  return (request.fragments ?? []).map(({ name, path }: NamedFile) => {
    const text = workHost.readFile(path);
    if (text !== undefined) return askedFile('fragment', { name, text });
    throw new UsageError('kernel/no-config', `${name}: no such file`, {
      hint: 'give a configuration file that exists with --fragment FILE',
    });
  });
}

/** What names carry in these texts: a makefile may give conf another prefix than the dialect's, as an empty one. */
function prefixOf({ dialect }: Session, texts: readonly ByteString[]): ByteString {
  const { prefix } = dialect.dotConfig;
  return texts.some((text) => text.includes(prefix)) ? prefix : '';
}

/** `base` with the fragments over it, as the tree's `merge_config.sh` merges them. */
export function mergedOver(session: Session, base: ByteString, fragments: readonly AskedFile[]): ByteString {
  const behaviour = mergeBehaviour(findMergeScript(session.host, session.request.treeDirectory));
  const options = { redundant: false, strict: false, builtin: false, quiet: true };
  return (
    mergeFragments(base, fragments, options, behaviour, prefixOf(session, [base, ...fragments.map(({ text }) => text)]))
      .merged ?? base
  );
}
