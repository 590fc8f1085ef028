import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/core/errors.ts';
import type { CommandEvidence, ShellAnswer, ShellCall, ShellRequest } from '../../../src/core/run-shell.ts';
import { createBlame } from '../../../src/kernel/insight/flag-blame.ts';

/** A made-up compiler: its flags and its words, distinguished by the text it is asked with. */
type Compiler = (flags: readonly string[]) => { status: number; stderr: string };

interface Setup {
  readonly blame: ReturnType<typeof createBlame>;
  readonly texts: string[];
}

function setUp(compiler: Compiler, sourceOf = (): null => null): Setup {
  const texts: string[] = [];
  const tryOut = (request: ShellRequest): ShellAnswer => {
    texts.push(request.command);
    const argv = request.command.slice(request.command.lastIndexOf('gcc')).split(' ');
    const { status, stderr } = compiler(argv.filter((word) => word.startsWith('-')));
    const commands: CommandEvidence[] = [{ argv, status, stdout: '', stderr, source: 'run' }];
    return { stdout: '', stderr, status, commands, unknown: null };
  };
  const requestOf = (): Omit<ShellRequest, 'command'> => ({ cwd: '/tree', env: { A: 'b' } });
  return { blame: createBlame({ tryOut, requestOf, sourceOf }), texts };
}

function failed(line: string, stderr: string, more: Partial<CommandEvidence> = {}): [ShellCall, CommandEvidence] {
  const evidence: CommandEvidence = { argv: line.split(' '), status: 1, stdout: '', stderr, source: 'run', ...more };
  const answer: ShellAnswer = { stdout: 'n\n', stderr: '', status: 0, commands: [evidence], unknown: null };
  return [{ command: line, answer }, evidence];
}

/** Refuses these flags, each in words of its own. */
function refusing(...bad: readonly string[]): Compiler {
  return (flags) => {
    const found = bad.filter((flag) => flags.includes(flag));
    return { status: found.length > 0 ? 1 : 0, stderr: found.map((flag) => `gcc: error: no ${flag}\n`).join('') };
  };
}

const line = 'gcc -Werror -fa -fb -fc -c -x c /dev/null -o .tmp_1/tmp.o';

describe('createBlame', () => {
  it('asks in the place of the command, with its output directory and what it read', () => {
    const { blame, texts } = setUp(refusing('-fb'));
    const [call, command] = failed(line, 'gcc: error: no -fb\n', { input: "int x = 'a';\n" });
    expect(blame(call, command, ['-fc'])).toMatchObject({
      verdict: 'others',
      asked: ['-fc'],
      flags: [{ flag: '-fb', isAsked: false, isBefore: true }],
      isMinimal: true,
    });
    expect(texts[0]).toBe(
      "mkdir -p .tmp_1 && printf '%s' 'int x = '\\''a'\\'';\n' | gcc -Werror -c -x c /dev/null -o .tmp_1/tmp.o",
    );
  });

  it('asks nothing twice: not of one command, and not what two have in common', () => {
    const { blame, texts } = setUp(refusing('-fb'));
    const [call, command] = failed(line, 'gcc: error: no -fb\n');
    const first = blame(call, command, ['-fc']);
    const count = texts.length;
    expect(blame(call, command, ['-fc'])).toBe(first);
    expect(texts.length).toBe(count);
    const [other, again] = failed(line.replace('-fc', '-fd'), 'gcc: error: no -fb\n');
    expect(blame(other, again, ['-fd'])).toMatchObject({ verdict: 'others', flags: [{ flag: '-fb' }] });
    // Only the new flag alone: the rest of the line is that of the first command.
    expect(texts.length).toBe(count + 1);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('takes a failure with other words for no failure of this kind', () => {
    // Without -fa the compiler complains of something that it did not complain of before.
    const compiler: Compiler = (flags) => {
      if (!flags.includes('-fa')) return { status: 1, stderr: 'gcc: error: -fa is missing\n' };
      return refusing('-fb')(flags);
    };
    const { blame } = setUp(compiler);
    const [call, command] = failed(line, 'gcc: error: no -fb\n');
    const answer = blame(call, command, ['-fc']);
    expect(answer?.flags.map(({ flag }) => flag)).toEqual(['-fa', '-fb']);
    expect(answer?.verdict).toBe('others');
  });

  it.each([
    ['a command that succeeded', failed(line, '', { status: 0 })],
    ['one that was killed', failed(line, '', { status: null })],
    ['one that is not there', failed(line, '', { status: 127 })],
    ['one without an answer', failed(line, '', { source: 'unknown' })],
    ['one that was not started', failed(line, '', { source: 'refused' })],
    ['no compiler', failed('grep -q x file', '')],
    ['no flags', failed('gcc -c -x c /dev/null -o t', '')],
    ['only the flag asked about', failed('gcc -Werror -fc -c -x c /dev/null -o t', '')],
  ])('has nothing to ask for %s', (_, [call, command]) => {
    const { blame, texts } = setUp(refusing('-fb'));
    expect(blame(call, command, ['-fc'])).toBeNull();
    expect(texts).toEqual([]);
  });

  it('does not know where the compiler no longer answers', () => {
    const blame = createBlame({
      tryOut: () => {
        throw new HostError('probe/no-answer', 'gcc did not end');
      },
      requestOf: () => ({ cwd: '/', env: {} }),
      sourceOf: () => null,
    });
    const [call, command] = failed(line, 'gcc: error: no -fb\n');
    expect(blame(call, command, ['-fc'])).toMatchObject({ verdict: 'unknown', isMinimal: false });
  });

  it('ends at a bound for all commands together', () => {
    // Every flag is needed for the failure: the most expensive case.
    const all = Array.from({ length: 40 }, (_, index) => `-f${index}`);
    const words = 'gcc: error: too many\n';
    let runs = 0;
    const { blame, texts } = setUp((flags) => {
      runs += 1;
      return flags.length > 41 ? { status: 1, stderr: words } : { status: 0, stderr: '' };
    });
    let answers = 0;
    for (let command = 0; command < 40; command += 1) {
      const flags = [...all, `-fown${command}`].join(' ');
      const answer = blame(...failed(`gcc ${flags} -c -x c /dev/null -o t`, words), [`-fown${command}`]);
      if (answer?.stoppedBy === 'bound') answers += 1;
      expect(answer?.runs).toBeLessThanOrEqual(64);
    }
    expect(answers).toBeGreaterThan(0);
    expect(runs).toBe(texts.length);
    expect(runs).toBeLessThanOrEqual(512 + 64);
  });
});
