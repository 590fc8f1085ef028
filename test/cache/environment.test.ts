import { describe, expect, it } from 'vitest';
import {
  answerEnvironment,
  environmentKey,
  isIncidental,
  namesIncidental,
  withIncidental,
} from '../../src/cache/environment.ts';

describe('the environment that the answer of a program depends on', () => {
  // One name of each group, and every name that only one of the two former lists had.
  it.each([
    'PATH HOME TMPDIR XDG_CONFIG_HOME XDG_CACHE_HOME',
    'LANG LANGUAGE LC_ALL LC_MESSAGES LOCPATH',
    'GCC_EXEC_PREFIX COLLECT_GCC_OPTIONS COLLECT_NO_DEMANGLE COMPILER_PATH LIBRARY_PATH CPATH C_INCLUDE_PATH',
    'CPLUS_INCLUDE_PATH DEPENDENCIES_OUTPUT SUNPRO_DEPENDENCIES',
    'SOURCE_DATE_EPOCH',
    'CCC_OVERRIDE_OPTIONS CLANG_CONFIG_FILE_USER_DIR SDKROOT',
    'LD_LIBRARY_PATH LD_PRELOAD LDEMULATION GNUTARGET GLIBC_TUNABLES',
    'CCACHE_DIR CCACHE DISTCC_HOSTS',
    'QEMU_LD_PREFIX QEMU',
    'POSIXLY_CORRECT GREP_COLORS UNAME26',
  ])('has %s', (names) => {
    for (const name of names.split(' ')) expect(answerEnvironment('gcc', { [name]: 'x' }), name).toBe(`${name}=x`);
  });

  it('has more for Python and rustc, which makefiles export and compilers do not read', () => {
    const names = ['PYTHONPATH', 'PYENV_VERSION', '_PYENV_SHIM_PATH', 'VIRTUAL_ENV', 'RUSTUP_TOOLCHAIN', 'CARGO_HOME'];
    for (const name of names) {
      for (const program of ['python3', '/opt/bin/python3.12', 'rustc', 'rustc-1.78']) {
        expect(answerEnvironment(program, { [name]: 'x', PATH: '' }), name).toBe(
          ['PATH=', `${name}=x`].sort().join('\0'),
        );
      }
      for (const program of ['gcc', '/python/gcc', 'aarch64-linux-gnu-ld']) {
        expect(answerEnvironment(program, { [name]: 'x' }), name).toBe('');
      }
    }
  });

  it('has no other variable, and does not depend on their order', () => {
    expect(answerEnvironment('gcc', { ARCH: 'arm64', TERM: 'xterm', MAKEFLAGS: '', XPATH: '', LC_: '' })).toBe('');
    const text = answerEnvironment('gcc', { PATH: '/bin', KBUILD_OUTPUT: 'x', LANG: 'C' });
    expect(text).toBe('LANG=C\0PATH=/bin');
    expect(answerEnvironment('gcc', { LANG: 'C', PATH: '/bin' })).toBe(text);
  });
});

describe('the environment in a key', () => {
  it('has every variable but those of terminals, and for conf and a tree those of make', () => {
    const env = { A: '1', TERM: 'xterm', MAKEFLAGS: 'k', KCONFIG_SEED: '7' };
    expect(environmentKey(env, 'make')).toBe('A=1\0KCONFIG_SEED=7\0MAKEFLAGS=k');
    expect(environmentKey(env, 'conf')).toBe('A=1\0KCONFIG_SEED=7');
    expect(environmentKey(env, 'tree')).toBe('A=1');
  });

  // Source: the lists of variables in the documentation of the services.
  it.each([
    'CI GITHUB_RUN_ID GITHUB_SHA RUNNER_TEMP ACTIONS_RUNTIME_TOKEN ImageVersion',
    'CI_JOB_ID CI_PIPELINE_ID CI_COMMIT_SHA GITLAB_USER_ID FF_USE_FASTZIP',
    'BUILD_NUMBER BUILD_TAG JOB_NAME EXECUTOR_NUMBER WORKSPACE JENKINS_URL HUDSON_URL',
    'BUILD_BUILDID AGENT_NAME SYSTEM_JOBID',
  ])('leaves out what services set for each job: %s', (names) => {
    for (const name of names.split(' ')) {
      expect(environmentKey({ A: '1', [name]: 'x' }, 'make'), name).toBe('A=1');
      expect(namesIncidental(`X := $(${name})`, 'make'), name).toBe(true);
    }
    expect(environmentKey({ BUILD_DIR: '1', CIRCUIT: '2' }, 'tree')).toBe('BUILD_DIR=1\0CIRCUIT=2');
  });

  it('takes the rest from the run at hand', () => {
    const kept = { A: 'then', TERM: 'then', COLUMNS: '80' };
    expect(withIncidental(kept, { A: 'now', TERM: 'now' }, 'make')).toEqual({ A: 'then', TERM: 'now' });
  });

  it.each([
    ['echo $TERM', true],
    ['echo ${TERM}', true],
    ['X := $(TERM)', true],
    ['$(TERM_PROGRAM)', true],
    ['echo $_', true],
    ['echo $TERMINAL ${TERMS} $(XTERM) TERM', false],
    ['$(MAKEFLAGS)', false],
  ])('%s names a variable that is left out: %s', (text, expected) => {
    expect(namesIncidental(text, 'make')).toBe(expected);
  });

  it('of a tree leaves out how make and conf are called', () => {
    expect(namesIncidental('$(MAKEFLAGS)', 'tree')).toBe(true);
    expect(namesIncidental('$(KCONFIG_CONFIG)', 'tree')).toBe(true);
    expect(namesIncidental('$(KCONFIG_CONFIG)', 'conf')).toBe(false);
    expect(isIncidental('HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET', 'make')).toBe(true);
    expect(isIncidental('ARCH', 'tree')).toBe(false);
  });
});
