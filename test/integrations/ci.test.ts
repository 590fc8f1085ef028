import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { kgateEnvironment, repository } from '../support/kgate.ts';

/** The files of the documentation, in a repository made of them, run as the services run them. */
const work = mkdtempSync(join(tmpdir(), 'kgate-ci-'));
afterAll(() => rmSync(work, { recursive: true }));

/** The blocks of a page that begin with the name of their file, by that name. */
function filesOf(page: string): Map<string, string> {
  const text = readFileSync(join(repository, page), 'utf8');
  const blocks = [...text.matchAll(/^```\w+\n((?:#|\/\/) (\S+)\n[\s\S]*?)^```$/gm)];
  return new Map(blocks.map(([, block = '', name = '']) => [name, block]));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text);
}
const read = (path: string): string => readFileSync(join(work, path), 'utf8');

/** A fresh repository with the files of a page, a small tree, three boards, and kgate where its submodule is. */
function freshRepository(page: string): void {
  for (const name of readdirSync(work)) rmSync(join(work, name), { recursive: true });
  spawnSync('git', ['init', '-q', work]);
  for (const [name, text] of filesOf(page)) write(name, text);
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/v3'), join(work, 'linux'), { recursive: true });
  write('boards/panel_defconfig', 'CONFIG_FTRACE=y\n');
  write('boards/common.config', 'CONFIG_FTRACE=y\n');
  write('boards/camera.config', 'CONFIG_DYNAMIC_FTRACE=y\n');
  write('boards/gateway.config', 'CONFIG_NO_SUCH_THING=y\n');
  write('boards/panel.config', 'CONFIG_FTRACE=y\n');
  write('boards/known.json', '{"version": 1, "findings": []}\n');
  mkdirSync(join(work, 'tools'));
  symlinkSync(repository, join(work, 'tools/kgate'));
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A step as both services run it: bash that ends at the first failure. */
function bash(script: string, env: Readonly<Record<string, string>>, cwd = work): Run {
  const { status, stderr, stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env: kgateEnvironment({ XDG_CACHE_HOME: join(work, '.cache'), ...env }),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action;

/** Runs the step of action.yml that runs kgate, as a composite action with these inputs. */
function runAction(
  given: Readonly<Record<string, string | boolean>>,
): Run & { readonly output: string; readonly summary: string } {
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default] as const);
  const inputs: Record<string, string> = Object.fromEntries(defaults);
  for (const [name, value] of Object.entries(given)) {
    expect(Object.keys(inputs)).toContain(name);
    inputs[name] = String(value);
  }
  const temporary = join(work, 'runner');
  mkdirSync(temporary, { recursive: true });
  const step = action.runs.steps.find(({ id }) => id === 'kgate');
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{ (\w+)\.(\w+) \}\}/g, (_, kind: string, name: string) => {
      if (kind === 'inputs') return inputs[name] ?? `no input ${name}`;
      return name === 'temp' ? temporary : `no ${kind}.${name}`;
    });
  const env = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => [name, filled(value)]));
  const files = { GITHUB_OUTPUT: join(temporary, 'output'), GITHUB_STEP_SUMMARY: join(temporary, 'summary') };
  for (const path of Object.values(files)) writeFileSync(path, '');
  const run = bash(filled(step?.run ?? 'false'), {
    ...env,
    ...files,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: join(work, 'tools/kgate'),
    GITHUB_WORKSPACE: work,
    RUNNER_TEMP: temporary,
  });
  return {
    ...run,
    output: readFileSync(files.GITHUB_OUTPUT, 'utf8'),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  };
}

/** Words behind `apt-get install`. */
function packagesOf(script: string): string[] {
  const words = /apt-get install([^&|]*)/.exec(script)?.[1] ?? '';
  return words.split(/\s+/).filter((word) => word !== '' && word !== '\\' && !word.startsWith('-'));
}

function expectPackages(names: readonly string[]): void {
  expect(names.length).toBeGreaterThan(3);
  const unknown = (): string[] => names.filter((name) => spawnSync('apt-cache', ['show', name]).status !== 0);
  // A machine may have no lists of packages yet.
  if (unknown().length > 0) spawnSync('apt-get', ['update', '-q']);
  expect(unknown()).toEqual([]);
}

describe.each(['README.md', 'docs/ci.md'])('the files of %s', (page) => {
  beforeEach(() => freshRepository(page));

  it('make a workflow of GitHub that reports the lost setting', () => {
    const workflow = parse(read('.github/workflows/kgate.yml'));
    const [job] = Object.values<{ readonly steps: readonly Step[] }>(workflow.jobs);
    const steps = job?.steps ?? [];
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toEqual({ submodules: true });
    expectPackages(packagesOf(steps.find(({ run }) => run !== undefined)?.run ?? ''));
    const own = steps.find(({ uses }) => uses === './tools/kgate');
    const run = runAction(own?.with ?? {});
    expect(run.stderr).toBe('');
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/^CHANGED {3}gateway/m);
    expect(run.stdout).toMatch(/^::warning file=boards\/gateway\.config,line=1,title=kernel\/unknown-symbol::/m);
    expect(run.output).toBe('status=1\n');
    expect(run.summary).toMatch(/^\| ❌ \| gateway \|/m);
    // What the last step sends.
    const upload = action.runs.steps.find(({ uses }) => uses?.includes('upload-sarif'));
    expect(upload?.with).toEqual({ sarif_file: '${{ inputs.sarif }}', category: 'kgate' });
    expect(JSON.parse(read('kgate.sarif')).runs).toHaveLength(3);
    // GitHub lets a job write alerts only with this.
    expect(workflow.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
  }, 120_000);

  it('make a job of GitLab that reports it, and passes once it is gone', () => {
    const { kgate } = parse(read('.gitlab-ci.yml'));
    expectPackages(packagesOf(kgate.before_script.join('\n')));
    const variables = Object.fromEntries(
      Object.entries(kgate.variables as Record<string, string>).map(([name, value]) => [
        name,
        value.replace('$CI_PROJECT_DIR', work),
      ]),
    );
    const env = { ...variables, GITLAB_CI: 'true', CI: 'true', CI_PROJECT_DIR: work, CI_BUILDS_DIR: work };
    // As the docker executor leaves a checkout: a cache in such a place is not used.
    chmodSync(work, 0o777);
    const plain = bash('tools/kgate/bin/kgate check camera', env);
    expect(plain.stderr).toContain('[host/foreign-cache]');
    const script = (kgate.script as readonly string[]).join('\n');
    const failed = bash(script, env);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toBe('');
    expect(failed.stdout).toMatch(/section_start/);
    const { codequality, junit } = kgate.artifacts.reports;
    const issues = JSON.parse(read(codequality)) as readonly { readonly location: { readonly path: string } }[];
    expect(issues.map(({ location }) => location.path)).toContain('boards/gateway.config');
    expect(read(junit)).toContain('<testsuite ');
    write('boards/gateway.config', 'CONFIG_FTRACE=y\n');
    expect(bash(script, env).status).toBe(0);
    // What the job keeps is there, and nothing else of a cache.
    expect(kgate.cache.paths.map((path: string) => existsSync(join(work, path)))).toEqual([true]);
    expect(existsSync(join(work, '.cache/kgate'))).toBe(false);
  }, 120_000);
});

describe('the action', () => {
  beforeEach(() => freshRepository('README.md'));

  it('splits words as a shell does and expands nothing', () => {
    const run = runAction({
      args: `camera --severity 'kernel/unknown-symbol=off' "$(touch ${work}/evil)" --goal '; touch ${work}/evil'`,
    });
    expect(existsSync(join(work, 'evil'))).toBe(false);
    expect(run.status).not.toBe(127);
    const open = runAction({ args: `camera 'x` });
    expect(open.status).toBe(2);
    expect(open.stdout).toContain('::error title=kgate::args: a quote is not closed');
  }, 120_000);

  it('runs lint, from another directory, and passes', () => {
    const run = runAction({ command: 'lint', args: '--arch arm64', directory: 'linux', sarif: 'lint.sarif' });
    expect(run.status).toBe(0);
    expect(run.output).toBe('status=0\n');
    expect(JSON.parse(read('lint.sarif')).runs).toHaveLength(1);
  }, 120_000);

  it('has pinned steps, and an environment without expressions in scripts', () => {
    for (const { run, uses } of action.runs.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@v\d+$/);
      // Text of an expression in a script is code: GitHub, "Security hardening", script injections.
      if (run !== undefined) expect(run).not.toContain('${{');
    }
  });
});

describe('further files', () => {
  beforeEach(() => freshRepository('docs/ci.md'));

  it('the template of GitLab runs with its defaults', () => {
    const text = readFileSync(join(repository, 'integrations/gitlab/kgate.yml'), 'utf8');
    const [head, body] = text.split(/^---$/m);
    const inputs = parse(head ?? '').spec.inputs as Record<string, { readonly default: string }>;
    const filled = (body ?? '').replaceAll(
      /\$\[\[ inputs\.(\w+) \]\]/g,
      (_, name: string) => inputs[name]?.default ?? 'none',
    );
    expect(parseAllDocuments(text)).toHaveLength(2);
    const { kgate } = parse(filled);
    expectPackages(packagesOf(kgate.before_script.join('\n').replaceAll('-qq', '')));
    const run = bash(kgate.script.join('\n'), { GITLAB_CI: 'true', KGATE_CACHE_DIR: join(work, '.kgate-cache') });
    expect(run.status).toBe(1);
    for (const path of Object.values(kgate.artifacts.reports as Record<string, string>))
      expect(existsSync(join(work, path))).toBe(true);
  }, 120_000);

  it('the line of the Jenkinsfile writes what its steps read', () => {
    const jenkins = read('Jenkinsfile');
    const [, script = ''] = /sh '([^']+)'/.exec(jenkins) ?? [];
    expect(bash(script, { JENKINS_URL: 'x' }).status).toBe(1);
    for (const [, path = ''] of jenkins.matchAll(/(?:junit |pattern: )'([^']+)'/g))
      expect(existsSync(join(work, path))).toBe(true);
  }, 120_000);

  it('the makefile fails a build that waits for the check', () => {
    const block = /```make\n([\s\S]*?)```/.exec(readFileSync(join(repository, 'docs/ci.md'), 'utf8'))?.[1] ?? '';
    write('Makefile', `${block}\nall:\n\ttouch built\n`);
    const failed = spawnSync('make', ['all'], { cwd: work, env: kgateEnvironment(), encoding: 'utf8' });
    expect(failed.status).toBe(2);
    expect(failed.stderr).toMatch(/kgate\] Error 1/);
    expect(existsSync(join(work, 'built'))).toBe(false);
    write('boards/gateway.config', 'CONFIG_FTRACE=y\n');
    expect(spawnSync('make', ['all'], { cwd: work, env: kgateEnvironment() }).status).toBe(0);
    expect(existsSync(join(work, 'built'))).toBe(true);
  }, 120_000);

  it('the hooks of pre-commit run in a repository: lint sees the lines that the commit changes', () => {
    const hooks = parse(readFileSync(join(repository, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
      readonly id: string;
      readonly entry: string;
      readonly files: string;
    }[];
    const named = parse(filesOf('docs/ci.md').get('.pre-commit-config.yaml') ?? '').repos[0].hooks;
    expect(hooks.map(({ id }) => id)).toEqual(named.map(({ id }: { id: string }) => id));
    const entry = (id: string): string =>
      (hooks.find((hook) => hook.id === id)?.entry ?? '').replace(/^kgate/, join(repository, 'bin/kgate'));
    const git = (...words: readonly string[]): number | null =>
      spawnSync('git', ['-C', work, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words]).status;
    expect(git('add', '-f', 'linux', 'boards')).toBe(0);
    expect(git('commit', '-qm', 'all')).toBe(0);
    const Kconfig = 'linux/kernel/trace/Kconfig';
    write(Kconfig, `${read(Kconfig)}\nconfig ZZ\n\tbool\n\tdefault y\n\tdefault n\n`);
    git('add', '-u');
    const lint = bash(`${entry('kgate-lint')} -C linux --format concise`, {});
    expect(lint.stdout).toMatch(/^kernel\/trace\/Kconfig:\d+: warning\[lint\/dead-default\]/m);
    expect(lint.status).toBe(0);
    expect(bash(entry('kgate-check'), {}).status).toBe(1);
    for (const { files } of hooks) {
      const pattern = new RegExp(files);
      for (const name of [Kconfig, 'linux/Makefile', 'boards/camera.config', 'arch/arm64/configs/defconfig']) {
        expect(pattern.test(name)).toBe(true);
      }
      expect(pattern.test('README')).toBe(false);
    }
  }, 120_000);

  it('the container has packages that Debian has, and commands that this package has', () => {
    const text = readFileSync(join(repository, 'Containerfile'), 'utf8');
    expectPackages(packagesOf(text.replaceAll('\\\n', ' ')));
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(text).toContain('npm ci --ignore-scripts && npm pack');
    expect(scripts.prepack).toContain('build');
  });
});
