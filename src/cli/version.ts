/** Replaced by the bundler with package.json's version. */
declare const KGATE_VERSION: string | undefined;

/** Version of kgate; `0.0.0-source` when run from sources. */
export const version: string = typeof KGATE_VERSION === 'string' ? KGATE_VERSION : '0.0.0-source';

/** True in the bundle that users run. */
export const isBuilt: boolean = typeof KGATE_VERSION === 'string';
