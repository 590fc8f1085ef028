/** Results of `kgate fix`, made by hand: what the forms of a report are tested with. */
import type { FixAnswer, FixChange, FixResult } from '../../src/results/fix.ts';
import type { RootCause } from '../../src/results/root-cause.ts';

/** A result without an answer or a proof. */
export const emptyFix: FixResult = {
  schemaVersion: 1,
  tree: { directory: '.', objectDirectory: null, version: '6.12.117', arch: 'arm64', srcarch: 'arm64' },
  toolchain: { source: 'machine', name: 'gcc', version: 'gcc (Debian 12.2.0-14) 12.2.0', unknownProbes: [] },
  config: { source: 'file', file: '.config', symbols: 12, isImplicit: false },
  requests: [{ word: 'RUST=y', symbol: 'RUST', wanted: 'y', value: 'n', holds: false }],
  verdict: 'undecided',
  answers: [],
  proof: null,
  notes: [],
  diagnostics: [],
};

/** A change with its reason. */
export function fixChange(symbol: string, to: string, reason: string | null = null, line = 1): FixChange {
  const location = reason === null ? null : { file: 'init/Kconfig', line };
  return { symbol, from: to === 'n' ? 'y' : 'n', to, reason, location };
}

/** An answer that sets RUST, with one more change. */
export function fixAnswer(more: Partial<FixAnswer> = {}): FixAnswer {
  return {
    requested: [{ symbol: 'RUST', from: 'n', to: 'y' }],
    changes: [fixChange('MODVERSIONS', 'n', 'RUST depends on !MODVERSIONS', 1978)],
    needs: [],
    effects: [{ symbol: 'ASM_MODVERSIONS', from: 'y', to: '' }],
    lost: [],
    taints: [],
    verified: true,
    isPreliminary: false,
    ...more,
  };
}

/** A tool that is missing. */
export const missingTool: RootCause = {
  kind: 'tool-missing',
  message: 'pahole is not installed',
  origin: 'scripts/pahole-version.sh',
  location: { file: 'init/Kconfig', line: 100 },
  symbol: 'PAHOLE_VERSION',
  value: '0',
  needed: '>=116',
  words: ['pahole: not found'],
  flag: null,
  file: null,
  compilers: [],
  tool: {
    name: 'pahole',
    found: null,
    wanted: '1.16',
    packages: 'dwarves (Debian, Fedora)',
    command: 'apt-get install dwarves',
  },
  via: [
    { symbol: 'DEBUG_INFO_BTF', text: 'depends on PAHOLE_VERSION >= 116', location: { file: 'lib/Kconfig', line: 9 } },
  ],
};
