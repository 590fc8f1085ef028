import { describe } from 'vitest';
import { testAsConf } from '../live-conf.ts';

const a = 'config A\n\tbool "a"\n';

describe('files', () => {
  testAsConf({
    'a missing file': `${a}source "none"\nconfig B\n\tbool "b"\n`,
    'a file twice': { Kconfig: 'source "K2"\nsource "K2"\n', K2: a },
    'a file that includes itself': { Kconfig: 'source "K2"\n', K2: `${a}source "K2"\n` },
    'a circle': { Kconfig: 'source "K2"\n', K2: 'source "K3"\n', K3: `${a}\nsource "K2"\n` },
    'a path relative to the working directory': { Kconfig: 'source "d/K2"\n', 'd/K2': 'source "d/K3"\n', 'd/K3': a },
    'a path without quotes': { Kconfig: 'source K2\n', K2: a },
    'no newline at the end': { Kconfig: 'source "K2"\n', K2: 'config A\n\tbool "a"' },
  });
});
