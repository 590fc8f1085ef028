/**
 * The bundle for runs that the cache answers, dist/quick.js: src/cli/main-thread/quick-main.ts without the engines, which take three times
 * as long to load as all the rest of such a run. Of a module that is left out only the names of its exports are there; what uses
 * one of them ends the run as not known, and the run in full follows. Plain JavaScript: it runs before anything is built.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Modules that are left out. */
const leftOut =
  /^src\/(?:make|shell|solve|explain|kernel\/(?:lines|stops|objects|host-programs|insight|kept-makes)|probe\/(?:record|asking|policy)|api\/lines|kconfig\/language)\//;
/** Small modules in these that are there: what is made when a tree is opened, and kinds of errors. */
const kept =
  /\/(?:index|kconfig\/language\/(?:open-file|fnv1a|characters|help-text)|shell\/run\/world|shell\/language\/signals|kernel\/stops\/compile-flags)\.ts$/;

/** The import that is that of the bundle in the main build. */
export const quickEntry = /\/quick-main\.ts$/;

function namesExportedBy(path) {
  const text = readFileSync(path, 'utf8');
  const declared = /^export (?:abstract )?(?:async )?(?:function\*?|const|let|class) (\w+)/gm;
  if (/^export (?:\*|\{|default)/m.test(text)) throw new Error(`${path}: exports that quick-bundle.mjs cannot read`);
  return new Set(Array.from(text.matchAll(declared), ([, name]) => name));
}

function leaveOut(root) {
  const notHere = JSON.stringify(join(root, 'src/cli/main-thread/not-here.ts'));
  return {
    name: 'leave-out',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!leftOut.test(relative(root, path)) || kept.test(path)) return undefined;
        const lines = Array.from(
          namesExportedBy(path),
          (name) => `export const ${name} = /* @__PURE__ */ notHere('${name}');`,
        );
        return { contents: [`import { notHere } from ${notHere};`, ...lines].join('\n'), loader: 'ts' };
      });
    },
  };
}

/** Options of esbuild for the bundle, made of those of the main build. */
export function quickOptions(root, options) {
  return {
    ...options,
    entryPoints: { quick: 'src/cli/main-thread/quick-main.ts' },
    splitting: false,
    plugins: [leaveOut(root)],
  };
}

/** In the main build the bundle is a file next to the others. */
export const linkQuick = {
  name: 'link-quick',
  setup(build) {
    build.onResolve({ filter: quickEntry }, () => ({ path: './quick.js', external: true }));
  },
};
