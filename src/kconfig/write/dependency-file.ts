import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';

/** What the dependency file is made from. */
export interface DependencySource {
  /** Names of the Kconfig files in order of first inclusion. */
  readonly files: readonly string[];
  /** Environment variables that macros read, in order of first use. */
  readonly environment: readonly { readonly name: ByteString; readonly value: ByteString }[];
  /** Name of auto.conf. */
  readonly autoConf: ByteString;
  /** Name of the configuration file. */
  readonly config: ByteString;
}

/** The file by which make knows the dependencies of auto.conf. Source: docs/kconfig-semantics.md §5.6. */
export function dependencyFile(
  dialect: Dialect,
  source: DependencySource,
): { readonly name: ByteString; readonly text: ByteString } {
  switch (dialect.writing.dependencyFile) {
    case '6.12':
      return { name: `${source.autoConf}.cmd`, text: newText(source) };
    case '6.1':
      return { name: `${source.autoConf}.cmd`, text: middleText(source) };
    case '4.20':
      return { name: 'include/config/auto.conf.cmd', text: oldText(source) };
    case 'buildroot':
      return { name: nextToConfig(source.config), text: oldText(source) };
    case 'busybox':
      return { name: '.kconfig.d', text: busyboxText(source) };
  }
}

function newText({ files, environment, autoConf }: DependencySource): ByteString {
  let text = `autoconfig := ${autoConf}\n\ndeps_config := \\\n`;
  for (const file of files) text += `\t${file} \\\n`;
  text += '\n$(autoconfig): $(deps_config)\n$(deps_config): ;\n';
  for (const { name, value } of environment) {
    text += `\nifneq "$(${name})" "${value}"\n$(autoconfig): FORCE\nendif\n`;
  }
  return text;
}

function middleText({ files, environment, autoConf }: DependencySource): ByteString {
  let text = 'deps_config := \\\n';
  for (const file of files.toReversed()) text += `\t${file} \\\n`;
  text += `\n${autoConf}: $(deps_config)\n\n`;
  return `${text}${environmentRules(environment, autoConf)}\n$(deps_config): ;\n`;
}

function oldText({ files, environment, autoConf }: DependencySource): ByteString {
  const rules = environmentRules(environment, autoConf);
  return `${oldList(files)}\n${autoConf}: \\\n\t$(deps_config)\n\n${rules}\n$(deps_config): ;\n`;
}

function busyboxText({ files }: DependencySource): ByteString {
  const rules = '.config include/autoconf.h: $(deps_config)\n\ninclude/autoconf.h: .config\n\n$(deps_config):\n';
  return `${oldList(files)}\n${rules}`;
}

/** The last file has no backslash. */
function oldList(files: readonly string[]): ByteString {
  return `deps_config := \\\n${files
    .toReversed()
    .map((file) => `\t${file}`)
    .join(' \\\n')}\n`;
}

function environmentRules(environment: DependencySource['environment'], autoConf: ByteString): ByteString {
  return environment.map(({ name, value }) => `ifneq "$(${name})" "${value}"\n${autoConf}: FORCE\nendif\n`).join('');
}

/** An absolute name cannot be renamed to: the temporary file stays (observed by the reference). */
function nextToConfig(config: ByteString): ByteString {
  if (config.startsWith('/')) return '..config.tmp';
  return `${config.slice(0, config.lastIndexOf('/') + 1)}.config.cmd`;
}
