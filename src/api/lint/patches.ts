/** Patches as what is linted: applied in memory, findings on the lines that they add. */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { applySeries, type Patch, readPatches } from '../../lint/index.ts';
import type { ChangedTree } from './changes.ts';

/** A file with patches. */
export interface PatchFile {
  /** As the user named it; `-` is standard input. */
  readonly name: string;
  readonly text: ByteString;
}

/** The tree of `host` with the patches of all files, in order. Throws UsageError for one that does not apply. */
export function changesOfPatches(host: Host, files: readonly PatchFile[]): ChangedTree {
  const patches = files.flatMap(({ name, text }) => {
    const found = readPatches(text, name === '-' ? 'standard input' : name);
    if (found.length === 0 && text.trim() !== '') {
      throw new UsageError('lint/bad-patch', `${name === '-' ? 'standard input' : name}: there is no change in it`, {
        hint: 'a patch is a unified diff, a mail of git format-patch, or a mailbox of them',
      });
    }
    return found;
  });
  const { changed, host: patched } = applySeries(host, '.', patches);
  return {
    host: patched,
    lines: changed,
    source: { kind: 'patch', files: files.map(({ name }) => name) },
    patches: patches.map((patch, at) => ({
      name: patch.file,
      subject: patch.subject,
      position: positionOf(patch, at, patches),
    })),
    origins: (diagnostics) =>
      diagnostics.map(({ location }) =>
        location === null ? null : (changed.get(location.file)?.get(location.line) ?? null),
      ),
  };
}

/** `2/3`: as its subject says, else by the order; null for one alone. */
function positionOf({ number, total }: Patch, at: number, patches: readonly Patch[]): string | null {
  if (number !== null && total !== null) return `${number}/${total}`;
  return patches.length === 1 ? null : `${at + 1}/${patches.length}`;
}
