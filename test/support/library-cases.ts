/** Random trees for Kconfiglib: those of conf, with the statements that only Kconfiglib has, more files and switches. */
import fc from 'fast-check';
import { dialects } from '../../src/kconfig/index.ts';
import type { LibraryCase } from './compare-library.ts';
import { kconfigCases } from './kconfig-cases.ts';

const lines = [
  'osource "sub/*.kconf"',
  'orsource "sub/b*"',
  'rsource "sub/a.kconf"',
  'source "sub/[ab].kconf"',
  'osource "none/Kconfig"',
  'rsource "missing"',
  'source "$(SUB)/a.kconf"',
  'source "$SUB/a.kconf"',
  'osource "${SUB}/?.kconf"',
  'gsource "sub/*"',
  'grsource "sub/*"',
  '\tdef_bool y',
  '\tdef_tristate m if S1',
  '\tdef_int 5',
  '\tdef_hex 0x1F',
  '\tdef_string "text"',
  '\timply S17 if S2',
  '\trange 3 S4',
  '\toption allnoconfig_y',
  '\toption env="SUB"',
  '\toption env="UNSET"',
  '\tvisible if S1',
  '\toptional',
  '\tmodules',
  '\tprompt "  blanks "',
  '\tprompt unquoted',
  '\tdefault -5',
  '\tdefault 010',
  '\tdefault S3 = 5',
  '\tdefault "$(SUB) \\" $(lineno)"',
  '\tdefault "$(UNSET)"',
  '\thelp',
  '\thelp\n\t  One.\n\n\t    Two.\n',
  '\t---help---\n\t  Old.\n',
  '\tdepends on S1 if S2',
  '\tdepends on !(S1 && S2) || S3 >= 7',
  'choice NAMED\n\tprompt "named"\nconfig S5\n\tbool "five"\nendchoice',
  'config S9\n\tint "nine"\n\trange 10 20\n\tdefault 5',
  'config S10\n\thex "ten"\n\trange 0x10 0x20\n\tdefault 0x5',
  'mainmenu "The main menu"',
  'comment "another" \t# with a comment',
  'X := $(shell,echo one; echo two)',
  '$(info,printed $(filename):$(lineno))',
  '$(warning-if,y,warned)',
  '$(error-if,$(SUB),failed)',
  '$(warning-if,$(SUB),warned)',
  'g = $(1)-$(2)$(g,)',
  '\tdefault $(f,1,2)',
  'h = [$(1)|$(2)]',
  '$(info,$(h,a,(b,c)))',
  'X += more',
  '# comment',
  'menuconfig S6\n\tbool "six"',
  'config S7\n\tbool "seven"\n\tdepends on S6 = y',
  'if S6\nconfig S8\n\ttristate "eight"\nendif',
  'if S3 = "text" \\\n\t|| S4 != 5\nendif',
];
const settings: readonly Readonly<Record<string, string>>[] = [
  { KCONFIG_WARN_UNDEF: 'y' },
  { KCONFIG_STRICT: 'y' },
  { KCONFIG_WARN_UNDEF_ASSIGN: 'y' },
  { KCONFIG_CONFIG_HEADER: '# heading\n' },
  { KCONFIG_AUTOHEADER_HEADER: '/* heading */\n' },
  { CONFIG_: 'CFG_' },
  { SUB: 'sub' },
  { SUB: 'y' },
  { KCONFIG_ALLCONFIG: '.config' },
  { KCONFIG_ALLCONFIG: '1' },
  { srctree: '.' },
  { KCONFIG_CONFIG: 'other' },
];
const given = [
  'CONFIG_S9=15',
  'CONFIG_S9=50',
  'CONFIG_S9=0x5',
  'CONFIG_S10=15',
  'CONFIG_S10=0x500',
  'CONFIG_S10=-0x11',
  'CONFIG_S5=y',
  'CONFIG_S5=m',
  'CONFIG_S9=',
  'CFG_S9=15',
  'CONFIG_S4="a\\\\b" trailing',
  'CONFIG_S6=yes',
  '  # comment',
  'CONFIG_S7 = y',
  '# CONFIG_S6 is not set at all',
  'CONFIG_S8=12_0',
];

/** Cases for Kconfiglib; `merges`: some for Zephyr's kconfig.py, too. */
export function libraryCases(merges: boolean): fc.Arbitrary<LibraryCase> {
  const base = kconfigCases(dialects.zephyr);
  const part = fc.tuple(
    base,
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...lines)), { maxLength: 3 }),
  );
  const script = fc.constantFrom<LibraryCase['script']>(
    ...(merges ? (['merge', 'merge', 'merge'] as const) : []),
    'olddefconfig' as const,
    'defconfig' as const,
    'savedefconfig' as const,
    'alldefconfig' as const,
    'allnoconfig' as const,
    'allyesconfig' as const,
    'allmodconfig' as const,
    'listnewconfig' as const,
  );
  const text = part.map(([{ config, kconfig }, additions]) => ({
    config,
    // `env` is a keyword here.
    kconfig: additions.reduce(insert, kconfig.replace(/\benv\b/g, 'ENV')),
  }));
  const few = fc.oneof(
    { arbitrary: fc.constant('config S11\n\tbool "eleven"\n\tdefault y\n'), weight: 3 },
    { arbitrary: text.map(({ kconfig }) => kconfig), weight: 1 },
  );
  return fc
    .record({
      top: text,
      first: few,
      second: few,
      more: fc.array(fc.constantFrom(...given), { maxLength: 4 }),
      script,
      env: fc.array(fc.constantFrom(...settings), { maxLength: 4 }),
    })
    .map(({ env, first, more, script: own, second, top }) => ({
      files: {
        Kconfig: top.kconfig,
        'sub/a.kconf': first,
        'sub/b.kconf': second,
        'all.config': `${more.join('\n')}\n`,
      },
      config: top.config + more.map((line) => `${line}\n`).join(''),
      script: own,
      env: Object.assign({}, ...env) as Record<string, string>,
    }));
}

/** Most lines go where they belong: a property behind a property, a statement before one. */
function insert(kconfig: string, [where, line]: readonly [number, string]): string {
  const all = kconfig.split('\n');
  const isProperty = line.startsWith('\t');
  const places = [...all.keys()].filter((at) => {
    if (where > 0.97) return true;
    const [before = '', next = ''] = [all[at - 1], all[at]];
    return isProperty
      ? /^\t(bool|tristate|int|hex|string|default)/.test(before)
      : /^(config|menu|if|choice|end)/.test(next);
  });
  all.splice(places[Math.floor(where * places.length)] ?? 0, 0, line);
  return all.join('\n');
}
