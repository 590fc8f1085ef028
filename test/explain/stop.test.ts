import { describe, expect, it } from 'vitest';
import type { RunShell } from '../../src/core/run-shell.ts';
import { explainStop } from '../../src/explain/stop.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { evaluateMakefiles, type MakeEvent } from '../../src/make/index.ts';
import { configurationOf } from '../support/small-tree.ts';

const runShell: RunShell = ({ command }) => ({
  stdout: 'n\n',
  stderr: '',
  status: 0,
  commands: [{ argv: ['gcc', command], status: 1, stdout: '', stderr: 'no', source: 'run' }],
  unknown: null,
});

function stopOf(files: Readonly<Record<string, string>>, overrides: readonly string[] = []): MakeEvent {
  const evaluation = evaluateMakefiles({ host: createMemoryHost({ files }), runShell, env: {}, overrides });
  if (evaluation.stop === undefined) throw new Error('no stop');
  return evaluation.stop;
}

describe('explainStop', () => {
  it('gives the conditions, innermost first, with the symbols that decided them', () => {
    const Makefile = 'CONFIG_A := y\nifdef CONFIG_A\nifeq ($(CONFIG_A),y)\n$(error no)\nendif\nendif\n';
    const configuration = configurationOf('config A\n\tbool "a"\n', 'CONFIG_A=y\n');
    const { causes, symbols } = explainStop(stopOf({ Makefile }), configuration);
    expect(causes.map(({ kind, location }) => [kind, location?.line])).toEqual([
      ['conditional', 3],
      ['conditional', 2],
    ]);
    expect(causes[0]?.causes).toMatchObject([{ kind: 'symbol', symbol: 'A', value: 'y' }]);
    expect(symbols.map((symbol) => symbol.name)).toEqual(['A']);
  });

  it('follows a variable to the program behind it', () => {
    const Makefile = 'T := $(shell try it)\nifeq ($(T),n)\n$(error no)\nendif\n';
    const { causes, commands } = explainStop(stopOf({ Makefile }), null);
    expect(commands.map(({ argv }) => argv)).toEqual([['gcc', 'try it']]);
    expect(causes[0]?.causes).toMatchObject([{ kind: 'variable', causes: [{ kind: 'command', status: 1 }] }]);
  });

  it('names includes, and a word that the user gave', () => {
    const files = { Makefile: 'include inner.mk\n', 'inner.mk': 'ifdef WORD\n$(error no)\nendif\n' };
    const { causes } = explainStop(stopOf(files, ['WORD=1']), null);
    expect(causes.map(({ kind }) => kind)).toEqual(['conditional', 'include']);
    expect(causes[0]?.causes).toMatchObject([{ kind: 'variable', message: 'WORD = 1 (command line)' }]);
  });
});
