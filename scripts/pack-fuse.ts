import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

type Output = Metafile['outputs'][string];

/** For every file that is built. What was written for CommonJS calls require() for Node's own modules. By a name that pdfkit has no use for. */
export const BANNER = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;

/**
 * esbuild cuts a program into a piece for each set of parts that use something: dozens of files for one command. This makes one file again of all that a group
 * needs from its start and no group before it has, under the name of the group's first part, and lets the other files in `dist` take from there what they took
 * from the pieces.
 *
 * @param groups the program's entry and parts of it that are loaded later, as paths of their sources from the root
 */
export async function fuse(
  dist: string,
  { outputs }: Metafile,
  groups: readonly (readonly string[])[],
): Promise<void> {
  const files = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const fused = new Set<string>();
  for (const group of groups) {
    const entries = group.map(source => fileOf(source, files));
    const pieces = reachable(entries, files).filter(piece => !fused.has(piece));
    for (const piece of pieces) fused.add(piece);
    await fuseGroup(dist, files, entries, pieces);
  }
}

async function fuseGroup(
  dist: string,
  files: ReadonlyMap<string, Output>,
  entries: readonly string[],
  pieces: readonly string[],
): Promise<void> {
  const [into = ''] = entries;
  // Two pieces may call different things by one name.
  const nameIn = (piece: string, name: string) =>
    piece === into ? name : `_${pieces.indexOf(piece)}_${name}`;
  const exported = (piece: string) =>
    files.get(piece)?.exports.map(name => `${name} as ${nameIn(piece, name)}`) ?? [];
  const text = await oneOf(dist, pieces, exported);
  const isPiece = (file: string) => pieces.includes(file);
  for (const file of files.keys()) {
    const path = join(dist, file);
    if (file === into) writeFileSync(path, text);
    // It is still called by its own name, when it is needed.
    else if (entries.includes(file))
      writeFileSync(
        path,
        reexport(into, files.get(file)?.exports ?? [], name => nameIn(file, name)),
      );
    else if (isPiece(file)) rmSync(path);
    else if (existsSync(path))
      writeFileSync(path, redirected(readFileSync(path, 'utf8'), into, isPiece, nameIn));
  }
}

async function oneOf(
  dist: string,
  pieces: readonly string[],
  exported: (piece: string) => readonly string[],
): Promise<string> {
  const lines = pieces.map(piece => `export { ${exported(piece).join(', ')} } from './${piece}';`);
  const { outputFiles } = await build({
    // It names files as they are called from there, and no folder of this machine.
    absWorkingDir: resolve(dist),
    stdin: { contents: lines.join('\n'), resolveDir: dist },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    legalComments: 'inline',
    banner: { js: BANNER },
    plugins: [leanBuiltins, only(pieces), asPieces],
    write: false,
  });
  return sourcesNamed(outputFiles[0]?.text ?? '');
}

function fileOf(source: string, files: ReadonlyMap<string, Output>): string {
  for (const [file, { entryPoint }] of files) if (entryPoint === source) return file;
  throw new Error(`nothing was built of ${source}`);
}

/** With what each imports from its start, and not with what it imports later. */
function reachable(entries: readonly string[], files: ReadonlyMap<string, Output>): string[] {
  const found = new Set(entries);
  for (const file of found)
    for (const { path, kind, external } of files.get(file)?.imports ?? [])
      if (kind === 'import-statement' && external !== true) found.add(basename(path));
  return [...found];
}

const IMPORT = /^import (?:\{([^}]*)\} from )?"\.\/([^"]+)";$/gm;

function redirected(
  text: string,
  into: string,
  isPiece: (file: string) => boolean,
  nameIn: (piece: string, name: string) => string,
): string {
  return text.replaceAll(IMPORT, (whole, list: string | undefined, file: string) => {
    if (!isPiece(file)) return whole;
    const names = (list ?? '')
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '');
    const wanted = names.map(part => {
      const [name = '', as = name] = part.split(' as ');
      return `${nameIn(file, name)} as ${as}`;
    });
    return `import { ${wanted.join(', ')} } from "./${into}";`;
  });
}

function reexport(into: string, names: readonly string[], nameIn: (name: string) => string): string {
  return `export { ${names.map(name => `${nameIn(name)} as ${name}`).join(', ')} } from "./${into}";\n`;
}

/**
 * Node's own modules by way of `process.getBuiltinModule`: what `import` gives of them reads all their exports once, also those that load much else, such as a whole web
 * client for the `WebSocket` of `node:http`, in 15 ms.
 */
const leanBuiltins: Plugin = {
  name: 'lean builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter(name => name !== 'default');
      const exports = names.map(name => `export const ${name} = /* @__PURE__ */ (() => whole.${name})();`);
      const whole = `const whole = process.getBuiltinModule(${JSON.stringify(path)});`;
      return { contents: [whole, ...exports, 'export default whole;'].join('\n') };
    });
  },
};

/** What is loaded later, or is in a file by now, is taken from there. */
function only(pieces: readonly string[]): Plugin {
  return {
    name: 'only',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) =>
        kind === 'dynamic-import' || !pieces.includes(basename(path)) ? { path, external: true } : undefined,
      );
    },
  };
}

/** With one banner for all. And esbuild says above each part of what it makes from which file it is, but drops all comments save legal ones. */
const asPieces: Plugin = {
  name: 'as pieces',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path }) => {
      const text = readFileSync(path, 'utf8').replace(BANNER, '');
      return { contents: text.replaceAll(/^\/\/ (?=(?:packages|node_modules)\/)/gm, '//! ') };
    });
  },
};

function sourcesNamed(text: string): string {
  return text.replaceAll(/^\/\/! (?=(?:packages|node_modules)\/)/gm, '// ');
}
