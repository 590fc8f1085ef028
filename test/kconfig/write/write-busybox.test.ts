import { describe, expect, it } from 'vitest';
import { finishReading } from '../../../src/kconfig/values/finish-reading.ts';
import { busyboxTexts } from '../../../src/kconfig/write/write-busybox.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { stateOf } from '../configure.ts';

const Kconfig =
  'config A\n\tbool "a"\n\tdefault y\nmenu "m"\nconfig B\n\tbool "b"\nconfig H\n\thex "h"\n\tdefault 0x1f\nconfig N\n\tint "n"\n\tdefault 5\nconfig S\n\tstring "s"\n\tdefault "x"\nendmenu\n';

describe('files of the busybox generation', () => {
  it('are those of conf, without a time', () => {
    const { conf, dialect } = oracle('busybox');
    const env = { KCONFIG_NOTIMESTAMP: '1', KERNELVERSION: '1.35.0', SRCARCH: '' };
    const files = { Kconfig, 'include/': '' };
    const made = runProgram(conf, { files, mode: 'defconfig', file: '/dev/null', env }, true);
    const state = stateOf(Kconfig, '', dialect);
    finishReading(state);
    const { config, header } = busyboxTexts(state, null);
    // The version is that of the environment, which this tree was read without.
    const withVersion = (text: string): string => text.replace(/(Busybox version: ).*/, '$11.35.0');
    expect(withVersion(config)).toBe(withVersion(made.files['.config'] ?? ''));
    expect(withVersion(header)).toBe(withVersion(made.files['include/autoconf.h'] ?? ''));
  });

  it('show the time in local time', () => {
    // Source: ctime and strftime("%Y-%m-%d %H:%M:%S %Z"); 86,400 seconds after 1970 is a Friday.
    const time = { seconds: 86_400, offsetMinutes: 90, zone: 'XYZ' };
    const { config, header } = busyboxTexts(stateOf(Kconfig, '', 'busybox'), time);
    expect(config).toContain('# Fri Jan  2 01:30:00 1970\n');
    expect(header).toContain('#define AUTOCONF_TIMESTAMP "1970-01-02 01:30:00 XYZ"\n');
  });
});
