/** Answers of tools that can do everything: what a line of a configuration cannot be with them, it is with none. */
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { interpretShell } from '../../shell/interpret.ts';

/** What the scripts of a kernel print about the newest tools, by the end of their names. */
const versions: readonly (readonly [script: string, answer: string])[] = [
  ['cc-version.sh', 'GCC 159999'],
  ['gcc-version.sh', '159999'],
  ['as-version.sh', 'GNU 24999'],
  ['ld-version.sh', 'BFD 24999'],
  ['pahole-version.sh', '199'],
  ['rustc-version.sh', '199999'],
  ['rustc-llvm-version.sh', '199999'],
  ['clang-version.sh', '0'],
  ['lld-version.sh', '0'],
];

/** A shell whose programs all succeed; nothing is started. */
export function createAbleShell(host: Host): RunShell {
  return ({ command, cwd, env }) => {
    const outcome = interpretShell(
      { command, cwd, env: { PATH: '/usr/bin', ...env }, shellName: 'sh' },
      {
        host,
        locate: (name) => ({ kind: 'found', path: name }),
        run: ({ argv }) => ({ status: 0, stdout: answerOf(argv), stderr: '' }),
        writesOutputOption: () => false,
        interpretsScripts: false,
        newScratchPath: (hint) => `/kgate-lint/${hint}`,
      },
      [],
    );
    const base = { commands: [], unknown: null };
    return outcome.kind === 'done'
      ? { ...base, stdout: outcome.stdout, stderr: outcome.stderr, status: outcome.status }
      : { ...base, stdout: '', stderr: '', status: 0 };
  };
}

function answerOf(argv: readonly ByteString[]): ByteString {
  const name = argv[0] ?? '';
  return `${versions.find(([script]) => name.endsWith(script))?.[1] ?? ''}\n`;
}
