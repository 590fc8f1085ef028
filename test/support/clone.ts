import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './kgate.ts';

/** A fresh clone of what is committed. */
export interface Clone {
  readonly path: string;
  readonly remove: () => void;
}

/** Clones this repository into a temporary directory that other users can enter. */
export function cloneRepository(): Clone {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-clone-'));
  chmodSync(directory, 0o755);
  const path = join(directory, 'kgate');
  execFileSync('git', ['clone', '-q', '--no-hardlinks', repository, path], { stdio: 'pipe' });
  return {
    path,
    remove: () => {
      execFileSync('chmod', ['-R', 'u+w', directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
