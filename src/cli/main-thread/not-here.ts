/**
 * Parts of kgate that the bundle for quick runs leaves out: engines, which take longer to load than a run in which nothing
 * is computed takes in all. scripts/quick-bundle.mjs puts {@link notHere} in the place of everything they export.
 */

/** Whether a part was used that is not there; the run is then good for nothing. */
export const missing = { isAskedFor: false };

/** Is in the place of a part that is left out: whatever is done with it ends the run. */
export function notHere(name: string): unknown {
  // No arrow: that could not be called with `new`.
  function refuse(): never {
    missing.isAskedFor = true;
    throw new Error(`${name} is not part of the bundle for quick runs`);
  }
  return new Proxy(refuse, {
    apply: refuse,
    construct: refuse,
    get: refuse,
    getOwnPropertyDescriptor: refuse,
    getPrototypeOf: refuse,
    has: refuse,
    ownKeys: refuse,
    set: refuse,
  });
}
