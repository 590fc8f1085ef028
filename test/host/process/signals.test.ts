import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { signalName, signalNumber } from '../../../src/host/process/signals.ts';

/** kill(1) and Node know the machine's signals; real-time ones are left out. */
it('has the names and numbers of the machine', () => {
  for (let number = 1; number <= 31; number += 1) {
    const { stdout } = spawnSync('bash', ['-c', `kill -l ${number}`], { encoding: 'latin1' });
    expect(signalName(number)).toBe(`SIG${stdout.trimEnd()}`);
    expect(signalNumber(signalName(number) ?? '')).toBe(number);
  }
  expect(signalNumber('SIGKILL')).toBe(constants.signals.SIGKILL);
});

it('knows no others', () => {
  expect([signalName(0), signalName(-1), signalName(32)]).toEqual([null, null, null]);
  expect([signalNumber(''), signalNumber('SIGNONE')]).toEqual([0, 0]);
});
