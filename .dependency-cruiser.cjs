/** The direction of imports; see ARCHITECTURE.md. Every rule says why it is there. */
const engines = ['kconfig', 'make', 'probe'];

/** Folders in order; a folder may import what stands before it, but nothing of its own line. */
const layers = [
  ['core'],
  ['results'],
  ['host'],
  ['suppress'],
  ['toolchain'],
  ['shell'],
  ['cache'],
  engines,
  ['kernel'],
  ['solve', 'explain', 'lint'],
  ['api'],
  ['cli'],
];

const layerReasons = {
  core: 'core is the leaf that everything builds on; it imports nothing',
  results: 'a result is plain data: what a command answers, without how it was found',
  host: 'host is the door to the machine; it serves the engines and does not import them',
  suppress: 'comments are text: which rules there are, and what they find, is known above',
  shell: 'the POSIX shell interpreter runs on any host; which programs exist is decided above it',
  toolchain: 'what is known of compilers and linkers in general, without asking one',
  cache: 'the cache knows files and programs, not what they mean to a tree',
  kconfig: 'an engine stays usable, and testable, without the tree and the tools around it',
  make: 'an engine stays usable, and testable, without the tree and the tools around it',
  probe: 'an engine stays usable, and testable, without the tree and the tools around it',
  kernel: 'kernel joins the engines to a tree; what is asked of the result is decided above it',
  solve: 'answers are built on the joined tree; who asks and who prints is decided above',
  explain: 'answers are built on the joined tree; who asks and who prints is decided above',
  lint: 'answers are built on the joined tree; who asks and who prints is decided above',
  api: 'api is what the library exports; the command line sits on top of it',
};

const upward = layers.flatMap((layer, index) =>
  layer.flatMap((folder) => {
    const above = layers.slice(index + 1).flat();
    const siblings = layer.filter((name) => name !== folder && !(folder === 'explain' && name === 'solve'));
    const forbidden = [...above, ...siblings, ...(folder === 'cli' ? [] : ['report'])];
    if (folder === 'cli') return [];
    return {
      name: `${folder}-imports-downward-only`,
      comment: layerReasons[folder],
      severity: 'error',
      from: { path: `^src/${folder}/` },
      // The tables of codes import nothing but core: results joins them into one type.
      to: { path: `^src/(${forbidden.join('|')})/`, pathNot: folder === 'results' ? '^src/[a-z]+/codes\\.ts$' : [] },
    };
  }),
);

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'report-imports-results-only',
      comment: 'report turns results into text; whatever it needs is in the result',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/', pathNot: '^src/(report|results|core)/' },
    },
    {
      name: 'cli-is-the-top',
      comment: 'a library that imports its own command line cannot be used without it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'machine-only-through-host',
      comment: 'files, processes and the environment have one door, so that engines run on memory and cannot write',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(host|cli)/' },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|fs/promises|child_process|process|os|net|http|https|worker_threads|cluster|readline|tty)$',
      },
    },
    {
      name: 'programs-only-in-host',
      comment: 'programs are started in one place, with its limits and its killing of groups',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/host/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?child_process$' },
    },
    {
      name: 'commander-only-in-cli',
      comment: 'nothing below the command line knows how its options are spelled',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '(^|/)node_modules/commander/' },
    },
    {
      name: 'semver-only-for-compilers',
      comment: 'versions of compilers are compared in one place; Kconfig and make compare numbers their own way',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(toolchain|probe|kernel)/' },
      to: { path: '(^|/)node_modules/semver/' },
    },
    {
      name: 'cadical-only-behind-its-interface',
      comment: 'the solver can be replaced by another one: nothing but its adapter knows whose it is',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/solve/sat/' },
      to: { path: '(^|/)node_modules/cadical-wasm/' },
    },
    {
      name: 're2js-only-for-patterns-of-trees',
      comment: 'the linear-time matcher is for patterns that shell texts bring, behind the one class that chooses it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/shell/userland/line-pattern\\.ts$' },
      to: { path: '(^|/)node_modules/re2js/' },
    },
    {
      name: 'project-packages-only-for-project-files',
      comment: 'readers and checks of YAML and JSON are for project files; what trees bring is read by the engines',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/project/' },
      to: { path: '(^|/)node_modules/(jsonc-parser|yaml|zod)/' },
    },
    {
      name: 'no-other-packages',
      comment: 'what is bundled is shipped: a new run-time dependency is a decision, not an import',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '(^|/)node_modules/',
        pathNot: '(^|/)node_modules/(cadical-wasm|commander|jsonc-parser|re2js|semver|yaml|zod|@types/(node|semver))/',
      },
    },
    {
      name: 'no-tests-in-product',
      comment: 'the product must build without its tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'no-cycles',
      comment: 'modules that need each other are one module, and types that two of them share belong below both',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'sharing-behind-its-interface',
      comment:
        'make knows the sharing of readings as the interface Sharing only; where it is used is decided by the caller',
      severity: 'error',
      from: { path: '^src/make/', pathNot: '^src/make/(sharing/|index\\.ts$)' },
      to: { path: '^src/make/sharing/' },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere fails at run time',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
