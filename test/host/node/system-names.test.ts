import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { systemNames } from '../../../src/host/node/system-names.ts';

it('gives the names that uname(1) prints', () => {
  const uname = (option: string): string => spawnSync('uname', [option], { encoding: 'latin1' }).stdout.trimEnd();
  expect(systemNames()).toEqual({
    sysname: uname('-s'),
    nodename: uname('-n'),
    release: uname('-r'),
    version: uname('-v'),
    machine: uname('-m'),
  });
});
