import { describe, expect, it } from 'vitest';
import { layerHost } from '../../../src/host/layers/layer-host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';

describe('layerHost', () => {
  const base = createNodeHost();
  // The machine's host can be closed, too, which is no part of the contract.
  const names = Object.keys(base).filter((name) => name !== 'close');

  it('both hosts have every member of the contract', () => {
    expect(names.sort()).toEqual(
      Object.keys(createMemoryHost())
        .filter((name) => name !== 'calls' && name !== 'writeFile')
        .sort(),
    );
  });

  it.each(names)('a layer overrides %s and passes all else on', (name) => {
    const own = (): undefined => undefined;
    const host = layerHost(base, { [name]: own });
    for (const other of names) {
      const value: unknown = Reflect.get(host, other);
      // The bytes of a file follow from its text.
      if (name === 'readFile' && other === 'readBytes') continue;
      expect(value).toBe(other === name ? own : Reflect.get(base, other));
    }
  });

  it('the bytes of a file are those of the text that a layer has, unless it has both', () => {
    const host = layerHost(base, { readFile: () => '\xe9' });
    expect([...(host.readBytes('any') ?? [])]).toEqual([0xe9]);
    const readBytes = (): Uint8Array => Uint8Array.of(1);
    expect(layerHost(base, { readFile: () => '', readBytes }).readBytes).toBe(readBytes);
  });

  it('keeps members beyond the contract, and members are own ones, however many layers there are', () => {
    let host = createMemoryHost({ files: { a: '1' } });
    for (let depth = 0; depth < 5; depth += 1) host = layerHost(host, { cwd: `/${depth}` });
    expect(host.cwd).toBe('/4');
    host.writeFile('/work/b', '2');
    expect(host.readFile('/work/b')).toBe('2');
    expect(Object.hasOwn(host, 'readFile')).toBe(true);
    expect(Object.getPrototypeOf(host)).toBe(Object.prototype);
  });
});
