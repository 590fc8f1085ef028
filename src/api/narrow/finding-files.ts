/** Where the files are that findings of a check name. */
import type { ByteString } from '../../core/bytes.ts';
import { normalPath } from '../../host/paths.ts';
import type { NamedFile } from '../../kernel/index.ts';
import type { CheckOptions } from '../check/check-options.ts';

/** The files of the command line that say what the user wants. */
export function namedFiles({ configFile, fragments = [] }: CheckOptions['request']): readonly NamedFile[] {
  return [...(configFile === null ? [] : [configFile]), ...fragments];
}

/** A function that gives the file of a location, absolute; null where there is no such file. */
export function findingFiles({ host, request }: CheckOptions): (file: string) => ByteString | null {
  const tree = normalPath('/', host.cwd);
  const objects = request.objectDirectory ?? host.env['KBUILD_OUTPUT'] ?? '';
  const directories = [tree, ...(objects === '' ? [] : [normalPath(tree, objects)])];
  const named = namedFiles(request);
  const known = new Map<string, ByteString | null>();
  const find = (file: string): ByteString | null => {
    const given = named.find(({ name }) => name === file);
    if (given !== undefined) return normalPath('/', given.path);
    if (file.startsWith('<')) return null;
    const paths = directories.map((directory) => normalPath(directory, file));
    return paths.find((path) => host.stat(path)?.kind === 'file') ?? null;
  };
  return (file) => {
    let path = known.get(file);
    if (path === undefined) known.set(file, (path = find(file)));
    return path;
  };
}
