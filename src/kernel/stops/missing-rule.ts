/** Where a file that no rule makes comes from: the line of a makefile that named it. */
import type { ByteString } from '../../core/bytes.ts';
import { baseName } from '../../host/paths.ts';
import type { Definition, Evaluation, MakeEvent } from '../../make/index.ts';

/** The arguments of `make/no-rule`. */
type MissingTarget = Extract<MakeEvent, { readonly code: 'make/no-rule' }>['args'];

/** What an event knows of its place. */
type Place = Pick<MakeEvent, 'location' | 'conditions' | 'path'>;

/** Lists of kbuild that name files; they are looked at before other variables. */
const lists = /^(?:obj|lib|extra|always|subdir|hostprogs|targets|CONFIG)[-_]|-(?:y|m|objs)$/;

/**
 * The definition whose words hold the missing file (as it stands, or below `obj`), else the rule that needs it; null
 * when neither is known.
 */
export function placeOfMissing(evaluation: Evaluation, { target, neededBy }: MissingTarget): Place | null {
  const definition = definitionWith(evaluation, target);
  if (definition !== null) return { location: definition.location, conditions: definition.conditions, path: [] };
  const location = (neededBy === null ? undefined : evaluation.target(neededBy)?.locations[0]) ?? null;
  return location === null ? null : { location, conditions: [], path: [] };
}

/** True when a list of a directory's makefile, or the configuration, names the file. */
export function isListed(evaluation: Evaluation, name: ByteString): boolean {
  if (evaluation.lookup('obj').value === '') return false;
  const definition = definitionWith(evaluation, name);
  return definition !== null && lists.test(definition.name);
}

function definitionWith(evaluation: Evaluation, name: ByteString): Definition | null {
  const directory = evaluation.lookup('obj').value;
  const isBelow = directory !== '' && name.startsWith(`${directory}/`);
  const wanted = new Set([name, baseName(name), ...(isBelow ? [name.slice(directory.length + 1)] : [])]);
  let found: Definition | null = null;
  for (const variable of evaluation.variableNames()) {
    const isList = lists.test(variable);
    if (found !== null && !isList) continue;
    for (const definition of evaluation.lookup(variable).definitions) {
      if (definition.location === null) continue;
      const words = definition.text.split(/[\s"]+/);
      if (!words.some((word) => wanted.has(word))) continue;
      if (isList) return definition;
      found = definition;
    }
  }
  return found;
}
