import { describe, expect, it } from 'vitest';
import { createConfiguration, writeConfig } from '../../../src/kconfig/index.ts';
import { createConfigState } from '../../../src/kconfig/values/compute-symbol.ts';
import { readUserValues, symbolNamed } from '../../../src/kconfig/values/dotconfig.ts';
import { finishReading } from '../../../src/kconfig/values/finish-reading.ts';
import { valueOf } from '../../../src/kconfig/values/symbol-values.ts';
import { setUserValue, userLocation, userText } from '../../../src/kconfig/values/user-values.ts';
import { answersOf, flatOf } from '../configure.ts';
import { modelOf, symbolOf } from '../support.ts';

const Kconfig =
  'config A\n\tbool "a"\nconfig S\n\tstring "s"\nconfig I\n\tint "i"\n\trange 1 9\nchoice\n\tprompt "c"\nconfig X\n\tbool "x"\nconfig Y\n\tbool "y"\nendchoice\n';
const config =
  'CONFIG_A=y\r\nCONFIG_S="a\\"b, and more text than V8 copies"\n\n# CONFIG_X is not set\nCONFIG_I=12\nCONFIG_NONE=y\nstray\nCONFIG_A=x';

describe('a .config in blocks', () => {
  const flat = flatOf(Kconfig, 'linux-6.12');
  const whole = createConfigState(flat);
  readUserValues(whole, config, '.config');
  finishReading(whole);
  it.each([1, 2, 3, 7, 50, 1000])('of %i bytes reads as one text', (size) => {
    const blocks = Array.from({ length: Math.ceil(config.length / size) }, (_, at) =>
      config.slice(at * size, (at + 1) * size),
    );
    const state = createConfigState(flat);
    readUserValues(state, blocks, '.config');
    finishReading(state);
    expect(answersOf(state)).toEqual(answersOf(whole));
    expect(state.reporter.output).toEqual(whole.reporter.output);
    expect(userText(state, symbolNamed(state, 'S'))).toBe('a"b, and more text than V8 copies');
    expect(userLocation(state, symbolNamed(state, 'I'))).toEqual({ file: '.config', line: 5 });
  });

  it('may be larger than a string can be', () => {
    const block = `${'# a comment that says nothing\n'.repeat(40_000)}CONFIG_A=y\n`;
    function* blocks(): Iterable<string> {
      // More than 2^29 characters, the longest string of V8, in a fraction of its time.
      for (let at = 0; at < 460; at++) yield block;
    }
    const state = createConfigState(flat);
    readUserValues(state, blocks(), '.config');
    expect(valueOf(state, symbolNamed(state, 'A'))).toBe('y');
    expect(state.readWarnings).toBe(459);
  }, 60_000);

  it('gives warnings, which are reported up to a limit', () => {
    const state = createConfigState(flat);
    readUserValues(state, 'stray\n'.repeat(150_000), '.config');
    expect(state.readWarnings).toBe(150_000);
    expect(state.reporter.output.length).toBe(100_001);
    expect(state.reporter.output.at(-1)?.text).toBe(
      '.config:100000: more than 100000 messages; the rest is left out\n',
    );
    expect(state.reporter.diagnostics.at(-1)?.code).toBe('kconfig/limit');
  });
});

describe('the prefix of names', () => {
  it('is the one that was asked for', () => {
    const state = createConfigState(flatOf(Kconfig, 'linux-6.1'), { prefix: 'OTHER_' });
    readUserValues(state, 'OTHER_A=y\nCONFIG_A=n\n', '.config');
    expect(valueOf(state, symbolNamed(state, 'A'))).toBe('y');
    expect(state.reporter.output.map((chunk) => chunk.text)).toEqual([
      '.config:2:warning: unexpected data: CONFIG_A=n\n',
    ]);
  });
});

describe('a configuration of a model', () => {
  it('is the state of its flat form', () => {
    const model = modelOf(Kconfig);
    const configuration = createConfiguration(model);
    configuration.readConfig(config, '.config');
    configuration.evaluateAll();
    const a = symbolOf(model, 'A');
    const i = symbolOf(model, 'I');
    expect(configuration.value(a)).toBe('y');
    expect(configuration.facts(i)).toMatchObject({ value: '9', origin: 'range', range: { replacing: 'high' } });
    const y = symbolOf(model, 'Y');
    const [choice] = model.choices;
    if (choice === undefined) throw new Error('no choice');
    expect(configuration.chosen(choice)).toBe(y);
    const copy = configuration.clone();
    copy.setUserValue(symbolOf(model, 'X'), 'y');
    expect(copy.chosen(choice)).toBe(symbolOf(model, 'X'));
    expect(configuration.chosen(choice)).toBe(y);
    expect(valueOf(configuration.state, a.id)).toBe('y');
    expect(writeConfig(configuration)).toContain('CONFIG_I=9\n');
  });
});

describe('expressions nested more deeply than calls can be', () => {
  it('are evaluated', () => {
    const flat = flatOf('config A\n\tbool "a"\nconfig B\n\tdef_bool A\n', 'linux-6.12');
    const a = flat.symbolNames.indexOf('A');
    const b = flat.symbolNames.indexOf('B');
    const depth = 200_000;
    const { exprCount } = flat;
    // B's default becomes !!…!A with an even number of negations, as no parser would leave it.
    const longer = <T extends Uint8Array | Int32Array>(from: T, to: T, fill: (at: number) => number): T => {
      to.set(from);
      for (let at = 0; at < depth; at++) to[exprCount + at] = fill(at);
      return to;
    };
    const leaf = flat.propertyValue[flat.propertyStart[b] ?? 0] ?? -1;
    const deep = {
      ...flat,
      exprCount: exprCount + depth,
      exprKind: longer(flat.exprKind, new Uint8Array(exprCount + depth), () => 1),
      exprLeft: longer(flat.exprLeft, new Int32Array(exprCount + depth), (at) =>
        at === 0 ? leaf : exprCount + at - 1,
      ),
      exprRight: longer(flat.exprRight, new Int32Array(exprCount + depth), () => 0),
      propertyValue: flat.propertyValue.map((value) => (value === leaf ? exprCount + depth - 1 : value)),
    };
    const state = createConfigState(deep);
    expect(valueOf(state, b)).toBe('n');
    setUserValue(state, a, 'y');
    expect(valueOf(state, b)).toBe('y');
  });
});
