/** `.ONESHELL`: a recipe is one text for one shell. Source: GNU make manual 4.3 §5.3.1. */
import type { ByteString } from '../../core/bytes.ts';
import type { RecipeLine } from '../contract.ts';
import { expandReference } from '../read/expand.ts';
import { type ExpandedText, expandRecipeTexts, type RecipeUse } from '../rules/recipe.ts';
import { conditionsOf, pathOf } from '../state/context.ts';
import { type MakeState, within } from '../state/make-state.ts';
import type { Scope } from '../state/variables.ts';
import { stripSpaces } from '../syntax/chars.ts';
import { withinLimits } from '../state/spending.ts';

/** Shells whose language has no use for `@`, `-` and `+` at the beginning of a line. */
const posixShells: ReadonlySet<string> = new Set(['sh', 'bash', 'ksh', 'rksh', 'zsh', 'ash', 'dash']);

/** The whole recipe as one line; empty when there is no text. */
export function oneShellLine(make: MakeState, use: RecipeUse, scope: Scope): RecipeLine[] {
  const { recipe } = use;
  const texts: ExpandedText[] = [];
  expandRecipeTexts(make, use, scope, (expanded) => texts.push(expanded));
  const text = texts.map((expanded) => expanded.text).join('\n');
  const prefix = /^[ \t@+-]*/.exec(text)![0];
  const raw = recipe.lines.join('\n');
  const flags = prefix + /^[ \t@+-]*/.exec(raw)![0];
  const first = texts[0];
  if (first === undefined || stripSpaces(text.slice(prefix.length)) === '') return [];
  return [
    {
      text: text.slice(prefix.length),
      silent: flags.includes('@'),
      ignoreErrors: flags.includes('-'),
      isRecursive: flags.includes('+') || raw.includes('$(MAKE)') || raw.includes('${MAKE}'),
      location: recipe.location,
      raw,
      conditions: conditionsOf(first.context),
      path: pathOf(first.context),
      references: texts.flatMap((expanded) => expanded.references),
    },
  ];
}

/** What the shell gets of such a line: shells of the usual kind do not see prefix characters. */
export function textForShell(make: MakeState, text: ByteString, scope: Scope): ByteString {
  const shell = stripSpaces(withinLimits(make, () => within(make, { scope }, () => expandReference(make, 'SHELL'))));
  if (shell !== '' && !posixShells.has(shell.slice(shell.lastIndexOf('/') + 1))) return text;
  return text.replace(/^[ \t@+-]+/gm, '');
}
