/** Runs once before vitest: end-to-end tests start bin/kgate, which must not build in the middle of one. */
import { ensureBuilt } from './setup.mjs';

export default async function setup() {
  await ensureBuilt({ quiet: true });
}
