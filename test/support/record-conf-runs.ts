/**
 * Records what other generations of conf do with the sample runs:
 * `npx tsx test/support/record-conf-runs.ts DIR`, where DIR/NAME/conf are the programs named below.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DialectName } from '../../src/kconfig/index.ts';
import { dialects } from '../../src/kconfig/index.ts';
import type { ModuleLine } from './conf-cases.ts';
import { busyboxCases, laterCases, oldChoiceCases, sampleCases } from './conf-cases.ts';
import type { ConfCase, ConfOutcome } from './conf-oracle.ts';
import { runProgram } from './conf-oracle.ts';

/** One program: where it is, what it is, which dialect it speaks. */
interface Recording {
  readonly directory: string;
  readonly tool: string;
  readonly dialect: DialectName;
  readonly moduleLine: ModuleLine;
  readonly hasLater: boolean;
}

const recordings: readonly Recording[] = [
  { directory: 'c7.1', tool: 'conf of Linux 7.1.8', dialect: 'linux-7.1', moduleLine: 'modules', hasLater: true },
  { directory: 'c6.1', tool: 'conf of Linux 6.1.192', dialect: 'linux-6.1', moduleLine: 'modules', hasLater: true },
  {
    directory: 'c5.10',
    tool: 'conf of Linux 5.10.223',
    dialect: 'linux-5.10',
    moduleLine: 'option modules',
    hasLater: true,
  },
  {
    directory: 'uboot2023',
    tool: 'conf of U-Boot 2023.01',
    dialect: 'u-boot',
    moduleLine: 'option modules',
    hasLater: false,
  },
  {
    directory: 'coreboot25',
    tool: 'conf of coreboot 25.09',
    dialect: 'coreboot',
    moduleLine: 'modules',
    hasLater: true,
  },
  { directory: 'bb1.35', tool: 'conf of BusyBox 1.35.0', dialect: 'busybox', moduleLine: '', hasLater: false },
];

/** What the recorded file holds for one program. */
export interface RecordedRuns {
  readonly tool: string;
  readonly dialect: DialectName;
  readonly moduleLine: ModuleLine;
  readonly hasLater: boolean;
  /** Outcomes by the name of the run; files that the run left as they were are left out. */
  readonly outcomes: Readonly<Record<string, ConfOutcome>>;
}

/** The runs of one program. */
export function casesOf(runs: Omit<RecordedRuns, 'outcomes' | 'tool'>): Readonly<Record<string, ConfCase>> {
  if (runs.dialect === 'busybox') return busyboxCases();
  const more = runs.hasLater ? laterCases(runs.moduleLine) : {};
  const old = dialects[runs.dialect].values.choiceEngine === 'old' ? oldChoiceCases(runs.moduleLine) : {};
  return { ...sampleCases(runs.moduleLine), ...more, ...old };
}

/** Without the files that are as they were given. */
export function withoutUnchanged(outcome: ConfOutcome, input: ConfCase): ConfOutcome {
  const files = Object.entries(outcome.files).filter(([name, text]) => input.files[name] !== text);
  return { ...outcome, files: Object.fromEntries(files.sort(([left], [right]) => (left < right ? -1 : 1))) };
}

const [, script, base] = process.argv;
if (script?.endsWith('record-conf-runs.ts') === true && base !== undefined) {
  const all: RecordedRuns[] = recordings.map(({ directory, ...recording }) => {
    const outcomes: Record<string, ConfOutcome> = {};
    for (const [name, input] of Object.entries(casesOf(recording))) {
      const program = join(base, directory, 'conf');
      outcomes[name] = withoutUnchanged(runProgram(program, input, recording.dialect === 'busybox'), input);
    }
    return { ...recording, outcomes };
  });
  writeFileSync(join(import.meta.dirname, '../kconfig/recorded/conf-runs.json'), `${JSON.stringify(all, null, 1)}\n`);
}
