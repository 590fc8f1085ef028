import type { ByteString } from '../../core/bytes.ts';
import type { LibraryVariant } from './session.ts';

/** What a `kconfiglib.py` does that others do not, by its text. */
export function libraryVariant(source: ByteString): LibraryVariant {
  return {
    isFork: source.includes('def _parse_depends('),
    hasConfigDefault: source.includes('_T_CONFIGDEFAULT'),
  };
}
