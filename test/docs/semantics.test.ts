import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The documents that comments cite for the rules of another program. A paragraph has a number (`### §3.3 …`, or the
 * first cell of a table row) and is cited as `docs/kconfig-semantics.md §3.3`. It ends with its source and, as
 * "Test: `path` "title"", the test that proves it.
 */
const documents = [
  { file: 'docs/kconfig-semantics.md', folder: 'src/kconfig/' },
  // In src/make a bare number is a section of make's manual.
  { file: 'docs/make-semantics.md', folder: null },
];

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const filesIn = (directory: string): string[] =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).map((file) => `${directory}/${file}`);
const sources = ['src', 'test', 'scripts', 'bench']
  .flatMap(filesIn)
  .filter((file) => /\.m?ts$/.test(file))
  .filter((file) => file !== 'test/docs/semantics.test.ts')
  // A comment goes on behind the stars of the next line.
  .map((file) => ({ file, text: read(file).replace(/\n\s*(?:\*|\/\/) /g, ' ') }));

describe.each(documents)('$file', ({ file, folder }) => {
  const page = read(file);
  const paragraphs = [...page.matchAll(/^(?:### |\| )§(\d+\.\d+) /gm)].map((match) => match[1] ?? '');
  const name = file.slice('docs/'.length);
  const cited = new Map<string, string>();
  for (const source of sources) {
    // In the engine's own folder a bare number is enough.
    const pattern =
      folder !== null && source.file.startsWith(folder)
        ? /§\d+\.\d+/g
        : new RegExp(`${name.replaceAll('.', '\\.')}(?: (?:and |to |or )?§\\d+\\.\\d+,?)+`, 'g');
    for (const [text] of source.text.matchAll(pattern)) {
      for (const [, id = ''] of text.matchAll(/§(\d+\.\d+)/g)) cited.set(id, source.file);
    }
  }

  it('numbers each paragraph once', () => {
    expect(paragraphs.length).toBeGreaterThan(20);
    expect(paragraphs.filter((id, index) => paragraphs.indexOf(id) !== index)).toEqual([]);
  });

  it('has every paragraph that is cited', () => {
    expect([...cited].filter(([id]) => !paragraphs.includes(id))).toEqual([]);
  });

  it('is cited by paragraph, never as a whole', () => {
    const whole = new RegExp(`${name.replace('.md', '')}(?!\\.md (?:§\\d|chapter \\d))`);
    expect(sources.filter(({ text }) => whole.test(text)).map((source) => source.file)).toEqual([]);
  });

  it('has no paragraph that the code does not cite and no test proves', () => {
    const bodies = page.split(/^### /m).slice(1);
    const proved = new Set(
      bodies.filter((body) => /^Tests?: `/m.test(body)).map((body) => /^§(\d+\.\d+)/.exec(body)?.[1]),
    );
    expect(paragraphs.filter((id) => !cited.has(id) && !proved.has(id))).toEqual([]);
  });

  it('names tests that exist', () => {
    const recorded = filesIn('test/kconfig')
      .filter((path) => path.endsWith('.json'))
      .map(read)
      .join('');
    const missing = [...page.matchAll(/`(test\/[^`]+)`((?:,?\s"[^"]+")*)/g)].filter(([, test = '', titles = '']) => {
      const text = existsSync(join(root, test)) ? read(test) + recorded : null;
      return text === null || [...titles.matchAll(/"([^"]+)"/g)].some(([, title = '']) => !text.includes(title));
    });
    expect(missing.map(([text]) => text)).toEqual([]);
  });
});
