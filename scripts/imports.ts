/** From the top down. A package knows packages of lower rows only, never one of its own row. */
const ROWS: readonly (readonly string[])[] = [
  ['cli'],
  ['agent'],
  ['simulator', 'cases', 'log', 'witness', 'page'],
  ['advisory', 'runfolder'],
  ['toml'],
  ['proof'],
];

/**
 * The same for folders inside `src` of a package that has some; the index.ts of each is what other packages see of it. What lies beside the folders knows
 * all and is known by none.
 */
const FOLDERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  agent: [
    ['service'],
    ['report'],
    ['retention'],
    ['copy'],
    ['dossier', 'notices'],
    ['casebook', 'evidence', 'directory', 'paper'],
    ['inventory', 'advisories'],
    ['keys'],
    ['seal', 'verify', 'journal', 'register'],
    ['scan', 'events'],
    ['engine'],
    ['destinations'],
    ['config', 'custody'],
    ['host'],
  ],
  cases: [
    ['notice', 'duty', 'summary'],
    ['task'],
    ['reduce'],
    ['authority', 'calendar', 'gap', 'intake', 'paper', 'words'],
    ['state'],
  ],
  advisory: [
    ['answer'],
    ['window', 'installer', 'program'],
    ['match'],
    ['overlay'],
    ['builtin'],
    ['inventory', 'score', 'signature', 'validate'],
    ['document'],
    ['version'],
  ],
};

/** Packages whose code also runs where there is no Node. */
const IN_BROWSERS: readonly string[] = ['proof', 'page'];

/**
 * Doors behind which much is loaded, and the agent's folders that may open them: the log's writer brings SQLite and HTTP, and `verify` starts for every run
 * without them.
 */
const HEAVY_DOORS: Readonly<Record<string, readonly string[]>> = { '@seqwarden/log': ['keys', 'register'] };

/** What tests may share across packages. */
const SHARED_BY_TESTS = 'scripts/testing/';

export interface Source {
  /** Path from the root, by `/`: packages/<package>/src/… */
  readonly path: string;
  readonly text: string;
}

/** The part of a package.json that says what a package may import. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The modules that a file names in import and export declarations and in import(). */
export function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(\/\/.*|\/\*[\s\S]*?\*\/)/gm, '');
  const declared = code.matchAll(/^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm);
  const dynamic = code.matchAll(/\bimport\(\s*(?:['"]([^'"]+)['"])?/g);
  return [...declared, ...dynamic].map(match => match[1] ?? '(computed)');
}

/** What is wrong with a file's imports, one line each; nothing is good. */
export function breaches(source: Source, manifest: Manifest): string[] {
  const [, name = ''] = source.path.split('/');
  const isTest = source.path.endsWith('.test.ts');
  return importsOf(source.text)
    .map(specifier => [specifier, breach(source.path, name, isTest, specifier, manifest)] as const)
    .flatMap(([specifier, why]) => (why === undefined ? [] : [`${source.path}: ${specifier} ${why}`]));
}

function breach(path: string, name: string, isTest: boolean, specifier: string, manifest: Manifest) {
  if (specifier.startsWith('.')) {
    const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
    if (target.startsWith(`packages/${name}/`)) return folderBreach(name, path, target);
    return isTest && target.startsWith(SHARED_BY_TESTS) ? undefined : 'leaves its package';
  }
  if (specifier.startsWith('node:')) {
    return IN_BROWSERS.includes(name) && !isTest
      ? `is of Node, but ${name} also runs in a browser`
      : undefined;
  }
  const imported = /^@seqwarden\/([^/]+)/.exec(specifier)?.[1];
  if (imported !== undefined && !isBelow(imported, name)) return `does not lie below ${name}`;
  const openedBy = HEAVY_DOORS[specifier];
  const folder = folderOf(name, path);
  if (name === 'agent' && !isTest && openedBy !== undefined && !openedBy.includes(folder ?? ''))
    return `loads more than ${folder ?? 'what lies beside the folders'} may`;
  const external = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const declared = Object.hasOwn(manifest.dependencies ?? {}, external);
  return declared || (isTest && imported === undefined)
    ? undefined
    : `is not among the dependencies of ${name}`;
}

function folderBreach(name: string, path: string, target: string): string | undefined {
  const rows = FOLDERS[name];
  const folder = folderOf(name, path);
  if (rows === undefined || folder === undefined || !target.startsWith(`packages/${name}/src/`))
    return undefined;
  const imported = folderOf(name, target) ?? '';
  return imported === folder || isBelow(imported, folder, rows) ? undefined : `does not lie below ${folder}`;
}

/** The folder directly below `src` that a file lies in; undefined: in none. */
function folderOf(name: string, path: string): string | undefined {
  const [first, rest] = path.slice(`packages/${name}/src/`.length).split('/');
  return path.startsWith(`packages/${name}/src/`) && rest !== undefined ? first : undefined;
}

export function isBelow(lower: string, upper: string, rows = ROWS): boolean {
  const row = (name: string) => rows.findIndex(names => names.includes(name));
  return row(upper) !== -1 && row(lower) > row(upper);
}
