/** Options of commands, as the parser and the completion of shells need them. */
import { type CommandDeclaration, commandTable, commonOptions } from './command-table.ts';
import type { OptionDeclaration } from './option-declaration.ts';

const optionSymbol = /^-([A-Za-z])(?= )/;

/** What an option is called on the command line: `-C`, `--config`. */
export function shortName(flags: string): string {
  return optionSymbol.exec(flags)?.[0] ?? flags.split(' ')[0] ?? flags;
}

/** The options of a command, its own first. */
export function optionsOf(declaration: CommandDeclaration): OptionDeclaration[] {
  const common = commonOptions.filter((option) => !declaration.without.includes(shortName(option.flags)));
  return [...declaration.options, ...common];
}

/** Every option that takes a value, of any command. */
export function valueOptions(): Set<string> {
  const names = commandTable.flatMap((command) =>
    optionsOf(command)
      .filter((option) => option.flags.includes('<'))
      .map((option) => shortName(option.flags)),
  );
  return new Set(names);
}
