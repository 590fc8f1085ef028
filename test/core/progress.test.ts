import { describe, expect, it } from 'vitest';
import { createProgressWords, type Phase, Progress, viewProgress } from '../../src/core/progress.ts';

const kconfig: Phase = 'reading Kconfig files';
const asking: Phase = 'asking compilers and other programs';

function run(): { progress: Progress; view: () => string } {
  const words = createProgressWords();
  const view = (): string => {
    const { done, phase, total } = viewProgress(words);
    return `${phase} ${done}/${total}`;
  };
  return { progress: new Progress(words), view };
}

describe('what a run is doing', () => {
  it('is seen by who has the words: the phase with its count', () => {
    const { progress, view } = run();
    expect(view()).toBe('starting 0/0');
    progress.begin('applying rules', 3);
    expect(view()).toBe('applying rules 0/3');
    progress.step('applying rules');
    progress.step('applying rules');
    expect(view()).toBe('applying rules 2/3');
    progress.begin('applying rules', 1);
    expect(view()).toBe('applying rules 0/1');
  });

  it('a program is asked in between: the count of what goes on stays', () => {
    const { progress, view } = run();
    progress.begin(kconfig);
    progress.step(kconfig);
    progress.expect(asking, 5);
    expect(view()).toBe('reading Kconfig files 1/0');
    progress.during(asking, () => expect(view()).toBe(`${asking} 1/5`));
    expect(view()).toBe('reading Kconfig files 1/0');
    expect(() =>
      progress.during(asking, () => {
        throw new Error('killed');
      }),
    ).toThrow('killed');
    expect(view()).toBe('reading Kconfig files 1/0');
    progress.step(kconfig);
    expect(view()).toBe('reading Kconfig files 2/0');
  });

  it('a phase that holds is shown whatever is within it', () => {
    const { progress, view } = run();
    progress.begin('explaining findings');
    progress.hold('proving fixes', 2, () => {
      progress.step('proving fixes');
      progress.begin(kconfig);
      progress.during(asking, () => undefined);
      progress.hold('walking directories', 0, () => progress.step('walking directories'));
      expect(view()).toBe('proving fixes 1/2');
    });
    expect(view()).toBe('explaining findings 0/0');
    progress.step(kconfig);
    expect(view()).toBe('reading Kconfig files 1/0');
  });

  it('a total that turned out too small is none', () => {
    const { progress, view } = run();
    progress.begin(kconfig, 1);
    progress.step(kconfig);
    progress.step(kconfig);
    expect(view()).toBe('reading Kconfig files 2/0');
  });
});
