/** Whether a file is an object of a compiler, and nothing that a linker takes for more. */
import type { ByteString } from '../../core/bytes.ts';
import { HostError, passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';

/** Sections that make a linker or a reader load a plugin, start a compiler, or look for more files. */
const livelySection = /\.gnu\.lto_|\.gnu\.debuglto_|\.llvmbc|\.llvm\.lto|\.deplibs|\.gnu_debuglink|\.gnu_debugaltlink/;

/**
 * Why a scratch file is no plain object, null when it is one. What is no object is a script to a linker, which names
 * inputs and outputs; bitcode and the intermediate language of gcc bring options for a compiler that the linker starts.
 */
export function objectObjection(host: Host, path: ByteString): string | null {
  let bytes: ByteString | undefined;
  try {
    bytes = host.readFile(path);
  } catch (error) {
    passTroubleOn(error);
    if (!(error instanceof HostError)) throw error;
  }
  // Without a file the program only complains.
  if (bytes === undefined) return host.hasEntry(path) ? 'its input is not readable' : null;
  if (bytes === '') return 'its input is no object file';
  if (!bytes.startsWith('\x7fELF')) return 'its input is no object file';
  return livelySection.test(bytes) ? 'its input is made for link-time optimisation' : null;
}
