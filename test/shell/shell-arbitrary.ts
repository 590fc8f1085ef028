import fc from 'fast-check';

/**
 * Random shell programs out of the pieces kernels use, small enough to run and without effects
 * outside the working directory. Many are wrong on purpose: dash's reaction is the expectation.
 */
const name = fc.constantFrom('x', 'y', 'z', '1', '2', '@', '*', '#', '?', 'nope');
const plainName = fc.constantFrom('x', 'y', 'z');
const text = fc.constantFrom(
  'a',
  'b.c',
  'a b',
  '',
  '0',
  '12',
  '-3',
  'a*c',
  ' lead',
  'trail ',
  'GCC 12',
  '1.2.3',
  '=',
  '!',
  '/p/q.r',
);
const pattern = fc.constantFrom('*', '?', '*.*', '[a-c]*', '[!0-9.]*', 'a', '.*', '*b*', '"*"', '', '/*', '$y', '"$y"');
const bareWord = fc.constantFrom(
  'a',
  'b',
  'b.c',
  '0',
  '12',
  'a=b',
  '-n',
  '-x',
  '--',
  '[',
  '\\*',
  'if',
  'a#b',
  '{}',
  '$',
  '=',
);

const { word } = fc.letrec<{ word: string; quoted: string; expansion: string; command: string }>((tie) => ({
  expansion: fc.oneof(
    { maxDepth: 3 },
    name.map((n) => `$${n}`),
    name.map((n) => `\${${n}}`),
    fc
      .tuple(plainName, fc.constantFrom('-', ':-', '+', ':+', '=', ':='), bareWord)
      .map(([n, o, w]) => `\${${n}${o}${w}}`),
    fc.tuple(plainName, fc.constantFrom('%', '%%', '#', '##'), pattern).map(([n, o, p]) => `\${${n}${o}${p}}`),
    plainName.map((n) => `\${#${n}}`),
    fc
      .tuple(
        fc.integer({ min: -9, max: 99 }),
        fc.constantFrom('+', '-', '*', '/', '%', '<', '==', '&&', '|', '<<'),
        fc.integer({ min: 1, max: 9 }),
      )
      .map(([a, o, b]) => `$((${a} ${o} ${b}))`),
    tie('command').map((c) => `$(${c})`),
    fc.constantFrom('echo b', 'false', 'echo "q r"', 'printf 1.2', ':').map((c) => `\`${c}\``),
  ),
  quoted: fc.oneof(
    text.map((t) => `'${t}'`),
    text.map((t) => `"${t}"`),
    tie('expansion').map((e) => `"${e}"`),
    tie('expansion').map((e) => `"p ${e} s"`),
  ),
  word: fc.oneof(
    { maxDepth: 3 },
    bareWord,
    tie('quoted'),
    tie('expansion'),
    fc.tuple(bareWord, tie('quoted')).map(([a, b]) => a + b),
    fc.tuple(tie('expansion'), tie('quoted')).map(([a, b]) => a + b),
  ),
  command: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(fc.constantFrom('echo', 'printf "[%s]"', 'set --', 'test', ':'), fc.array(tie('word'), { maxLength: 3 }))
      .map(([c, w]) => [c, ...w].join(' ')),
    fc.tuple(plainName, tie('word')).map(([n, w]) => `${n}=${w}`),
    fc.constantFrom('true', 'false', '(exit 3)', 'cat', 'nope-program'),
  ),
}));

const simple = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('echo', 'echo -n', 'printf "[%s]"', 'printf "%s-%b\\n"'), fc.array(word, { maxLength: 4 }))
      .map(([c, w]) => [c, ...w].join(' ')),
  },
  { weight: 3, arbitrary: fc.tuple(plainName, word).map(([n, w]) => `${n}=${w}`) },
  { weight: 2, arbitrary: fc.array(word, { maxLength: 4 }).map((w) => ['set --', ...w].join(' ')) },
  { weight: 2, arbitrary: fc.array(word, { maxLength: 4 }).map((w) => ['test', ...w].join(' ')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(word, fc.constantFrom('=', '!=', '-eq', '-ge', '-lt'), word)
      .map(([a, o, b]) => `[ ${a} ${o} ${b} ]`),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'true',
      'false',
      'cat',
      'nope-program arg',
      'shift',
      'set -e',
      'set +e',
      'set -u',
      'exit 4',
      'exit',
      'echo err >&2',
      'IFS=.',
      'IFS=" :"',
      'unset IFS',
      'unset x',
      'trap "echo t$?" EXIT',
      'read x y',
      'f one two',
      'export x',
      'mkdir d',
      'echo text > f',
      'cat f',
      'test -e f',
      'rm -rf d f',
      'command -v nope-program',
      'return 2',
    ),
  },
);

/** What can stand in a pipeline. */
const piece = fc.oneof(
  simple,
  fc.array(simple, { minLength: 1, maxLength: 3 }).map((commands) => `{ ${commands.join('; ')}; }`),
  fc.array(simple, { minLength: 1, maxLength: 3 }).map((commands) => `( ${commands.join('; ')} )`),
);

const block = fc.letrec<{ command: string; list: string }>((tie) => ({
  command: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    simple,
    fc.tuple(tie('list')).map(([l]) => `{ ${l}; }`),
    fc.tuple(tie('list')).map(([l]) => `( ${l} )`),
    fc
      .tuple(tie('list'), fc.constantFrom('>/dev/null', '2>&1', '2>/dev/null', '>&2', '>/dev/null 2>&1', '< f', '>> f'))
      .map(([l, r]) => `{ ${l}; } ${r}`),
    fc.tuple(tie('command'), tie('command')).map(([a, b]) => `${a} && ${b}`),
    fc.tuple(tie('command'), tie('command')).map(([a, b]) => `${a} || ${b}`),
    fc
      .tuple(piece, simple, fc.constantFrom('cat', '{ read x; echo "$x"; cat; }', 'grep -c a', 'head -n 1'))
      .map(([a, b, c]) => `${a} | { ${b}; cat; } | ${c}`),
    simple.map((c) => `! ${c}`),
    fc.tuple(tie('command'), tie('list'), tie('list')).map(([c, a, b]) => `if ${c}; then ${a}; else ${b}; fi`),
    fc
      .tuple(fc.array(word, { maxLength: 3 }), tie('list'))
      .map(([w, l]) => `for x in ${w.join(' ')}; do ${l}; [ $x ] && break; done`),
    fc
      .tuple(word, pattern, tie('list'), tie('command'))
      .map(([w, p, a, b]) => `case ${w} in ${p === '' ? '""' : p}) ${a};; a|b) ${b};; *) echo other; esac`),
    tie('list').map((l) => `f() { ${l}; }`),
    fc.tuple(plainName, tie('list')).map(([n, l]) => `${n}=$(${l})`),
    fc.tuple(word, fc.constantFrom('E', "'E'")).map(([w, d]) => `cat <<${d}\n${w} $x\nE\n:`),
  ),
  list: fc.array(tie('command'), { minLength: 1, maxLength: 3 }).map((commands) => commands.join('; ')),
}));

/** One random program; variables and parameters are preset so that expansions have something to do. */
export const shellProgram = fc
  .tuple(
    fc.array(block.command, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', 'set -e; ', "x='a b'; y=c.d; set -- p 'q r'; "),
  )
  .map(([commands, start]) => start + commands.join('\n'));
