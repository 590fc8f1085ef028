import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('cadical-wasm');
  vi.resetModules();
});

/** Recorded with cadical-wasm 0.1.2 under `strace --inject=statx:error=EIO`. */
const aborted = 'Aborted(Error: EIO: i/o error, fstat). Build with -sASSERTIONS for more info.';

it.each([
  [aborted, 'host/io-error'],
  ['Aborted(Error: EMFILE: too many open files, open)', 'host/too-many-files'],
])('a machine that fails while the solver is loaded is trouble, and no bug: %s', async (message, code) => {
  vi.resetModules();
  vi.doMock('cadical-wasm', () => ({
    Cadical: null,
    createModule: () => Promise.reject(new Error(message)),
  }));
  const { loadSatSolver } = await import('../../../src/solve/sat/solver.ts');
  await expect(loadSatSolver()).rejects.toMatchObject({ code });
});

it('any other error of the loader is passed on', async () => {
  vi.resetModules();
  vi.doMock('cadical-wasm', () => ({ Cadical: null, createModule: () => Promise.reject(new TypeError('a bug')) }));
  const { loadSatSolver } = await import('../../../src/solve/sat/solver.ts');
  await expect(loadSatSolver()).rejects.toThrow('a bug');
});
