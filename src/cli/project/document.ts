/** The text of a project file as a value, and where in the text each part of it is. */
import { findNodeAtLocation, type ParseError, parseTree, printParseErrorCode, getNodeValue } from 'jsonc-parser';
import { isAlias, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../../core/errors.ts';

/** A path through keys and indices. */
export type ValuePath = readonly (string | number)[];

/** What a text says. */
export interface ProjectDocument {
  /** Plain objects, arrays and scalars. */
  readonly value: unknown;
  /** 1-based line of what is at a path, of its key where it has one; that of the nearest part around it where nothing is. */
  readonly lineOf: (path: ValuePath) => number;
  /** A scalar as it is written: `0x10`, not 16; undefined where none is. */
  readonly writtenAt: (path: ValuePath) => string | undefined;
}

/** A text with an error in its form. */
export function projectError(name: string, line: number | null, message: string, hint?: string): UsageError {
  const place = line === null ? name : `${name}:${line}`;
  return new UsageError('usage/project', `${place}: ${message}`, hint === undefined ? {} : { hint });
}

/** Reads a file by its name's ending. Throws UsageError `usage/project` for a text of another form. */
export function readDocument(name: string, text: string): ProjectDocument {
  const plain = text.startsWith('\u{feff}') ? text.slice(1) : text;
  return /\.ya?ml$/.test(name) ? readYaml(name, plain) : readJson(name, plain, name.endsWith('.jsonc'));
}

/** YAML 1.2 of its core schema; aliases are limited by the library. */
function readYaml(name: string, text: string): ProjectDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw projectError(name, lines.linePos(error.pos[0]).line, error.message);
  /** The node of a key where there is one, and of its value. */
  const nodesAt = (path: ValuePath): { key: unknown; value: unknown } | null => {
    let found: { key: unknown; value: unknown } = { key: null, value: document.contents };
    for (const part of path) {
      const around = isAlias(found.value) ? found.value.resolve(document) : found.value;
      const pair = isMap(around)
        ? around.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
        : undefined;
      const item = isMap(around)
        ? pair
        : isNode(around) && 'get' in around
          ? { key: null, value: around.get(part, true) }
          : undefined;
      if (item === undefined || item.value === undefined) return null;
      found = { key: item.key, value: item.value };
    }
    return found;
  };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (problem) {
    throw projectError(name, null, problem instanceof Error ? problem.message : String(problem));
  }
  return {
    value,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const found = nodesAt(path.slice(0, length));
        const node = isNode(found?.key) ? found.key : found?.value;
        if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
    writtenAt: (path) => {
      const node = nodesAt(path)?.value;
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function readJson(name: string, text: string, hasComments: boolean): ProjectDocument {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: !hasComments, allowTrailingComma: hasComments });
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const code = error === undefined ? 'ValueExpected' : printParseErrorCode(error.error);
    const words = code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    const offset = error?.offset ?? 0;
    const hint = words.includes('comment') ? { hint: 'a file named .jsonc may have comments' } : {};
    throw new UsageError('usage/project', `${name}:${lineAt(offset)}: not JSON: ${words}`, hint);
  }
  return {
    value: getNodeValue(root),
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const node = findNodeAtLocation(root, path.slice(0, length));
        const whole = node?.parent?.type === 'property' ? node.parent : node;
        if (whole !== undefined) return lineAt(whole.offset);
      }
      return 1;
    },
    writtenAt: (path) => {
      const node = findNodeAtLocation(root, [...path]);
      return node?.type === 'number' ? text.slice(node.offset, node.offset + node.length) : undefined;
    },
  };
}
