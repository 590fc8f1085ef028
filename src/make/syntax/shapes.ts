/** How a built-in function takes its arguments. */
export interface FunctionShape {
  readonly name: string;
  /** Fewer arguments are an error. */
  readonly minimum: number;
  /** The last one takes the rest, commas included; 0 means any number. */
  readonly maximum: number;
  /** False: the function expands its arguments itself, when it needs them. */
  readonly isEager: boolean;
}

function shape(name: string, minimum: number, maximum: number, isEager = true): [string, FunctionShape] {
  return [name, { name, minimum, maximum, isEager }];
}

/** The built-in functions of make 4.2 and 4.3 by name. Source: GNU make manual 4.3 §8. */
export const functionsOf43: ReadonlyMap<string, FunctionShape> = new Map([
  shape('abspath', 0, 1),
  shape('addprefix', 2, 2),
  shape('addsuffix', 2, 2),
  shape('and', 1, 0, false),
  shape('basename', 0, 1),
  shape('call', 1, 0),
  shape('dir', 0, 1),
  shape('error', 0, 1),
  shape('eval', 0, 1),
  shape('file', 1, 2),
  shape('filter', 2, 2),
  shape('filter-out', 2, 2),
  shape('findstring', 2, 2),
  shape('firstword', 0, 1),
  shape('flavor', 0, 1),
  shape('foreach', 3, 3, false),
  shape('if', 2, 3, false),
  shape('info', 0, 1),
  shape('join', 2, 2),
  shape('lastword', 0, 1),
  shape('notdir', 0, 1),
  shape('or', 1, 0, false),
  shape('origin', 0, 1),
  shape('patsubst', 3, 3),
  shape('realpath', 0, 1),
  shape('shell', 0, 1),
  shape('sort', 0, 1),
  shape('strip', 0, 1),
  shape('subst', 3, 3),
  shape('suffix', 0, 1),
  shape('value', 0, 1),
  shape('warning', 0, 1),
  shape('wildcard', 0, 1),
  shape('word', 2, 2),
  shape('wordlist', 3, 3),
  shape('words', 0, 1),
]);

/** The built-in functions of make 4.4. Source: GNU make manual 4.4 §8.4, §8.5. */
export const functionsOf44: ReadonlyMap<string, FunctionShape> = new Map([
  ...functionsOf43,
  shape('intcmp', 2, 5, false),
  shape('let', 3, 3, false),
]);
