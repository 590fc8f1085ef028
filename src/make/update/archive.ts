/** Times of archive members, `LIBRARY(MEMBER)`. Source: GNU make manual 4.3 §11. */
import type { ByteString } from '../../core/bytes.ts';
import { archiveMembers } from '../state/archive-members.ts';
import { fileExists, hostPath, readMakeFile } from '../state/file-view.ts';
import { splitArchive } from './automatic.ts';
import { missingTime } from './file-state.ts';
import type { Update } from './state.ts';

/** Time of an archive's member, undefined for a name that is none; `locate` finds the archive through search paths. */
export function memberTime(
  update: Update,
  name: ByteString,
  locate: (archive: ByteString) => ByteString,
): number | undefined {
  const parts = splitArchive(name);
  if (parts === null || fileExists(update.make.files, name)) return undefined;
  const archive = locate(parts[0]);
  if (update.make.files.host.stat(hostPath(update.make.files, archive))?.kind !== 'file') return missingTime;
  const { text } = readMakeFile(update.make.files, archive);
  return (text === undefined ? undefined : archiveMembers(text).get(parts[1])) ?? missingTime;
}
