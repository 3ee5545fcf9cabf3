import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { BANNER, fuse } from './pack-fuse.ts';
import { ROOT } from './testing/needs.ts';

const CLI = 'packages/cli/src';
/**
 * Each file that Node links costs half a millisecond before any work begins. So there is one for what every command needs, then for commands that need more and
 * more; others take what they share with these from there.
 */
const TOGETHER = [
  ['main'],
  ['commands/status'],
  ['commands/inspect'],
  ['commands/verify'],
  ['commands/copy', 'commands/seal'],
].map(group => group.map(name => `${CLI}/${name}.ts`));

/**
 * Builds what runs on Node into `dist`: the command, its threads and the witness, each by itself. The command's other parts are loaded when they are called. The
 * threads share no module with it, so a thread loads nothing but its own. Returns what went into them. `external`: packages that stay beside the program.
 */
export async function buildProgram(dist: string, external: readonly string[]): Promise<Metafile[]> {
  const made: Metafile[] = [];
  const bundle = async (name: string, path: string): Promise<Metafile> => {
    const { metafile } = await build({
      ...OPTIONS,
      metafile: true,
      entryPoints: { [name]: path },
      // Two programs may be cut into equal pieces, that are to be fused with different files.
      chunkNames: `${name}-[name]-[hash]`,
      outdir: dist,
      external: [...external],
    });
    made.push(metafile);
    return metafile;
  };
  await fuse(dist, await bundle('seqwarden', `${CLI}/main.ts`), TOGETHER);
  for (const [name, path] of Object.entries(workers())) await fuse(dist, await bundle(name, path), [[path]]);
  await bundle('witness', 'packages/witness/src/main.ts');
  return made;
}

/** Every `X-worker.ts` becomes `X-worker.js` beside the command, where `new URL('./X-worker.js', import.meta.url)` finds it. */
function workers(): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const path of globSync('packages/agent/src/**/*-worker.ts', { cwd: ROOT }).sort()) {
    const name = basename(path, '.ts');
    if (name in entries) throw new Error(`two workers are named ${name}`);
    entries[name] = path;
  }
  return entries;
}

/**
 * Native addons are left out: ssh2 tries two to be faster, and does without where they are missing. As modules that throw, so that at
 * run time nothing of that name is looked for around the program either.
 */
const withoutAddons: Plugin = {
  name: 'without addons',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path }) => ({ path, namespace: 'addon' }));
    onLoad({ filter: /.*/, namespace: 'addon' }, () => ({ contents: `throw new Error('left out')` }));
  },
};

/** pdfkit brings decoders of PNG and of WOFF2 (1.4 MB), for pictures and fonts of the web, of which our documents have none. */
const withoutDecoders: Plugin = {
  name: 'without decoders',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^png-js$|^brotli\/decompress\.js$/ }, ({ path }) => ({
      path,
      namespace: 'decoder',
    }));
    const contents = `export default class { constructor() { throw new Error('left out') } }`;
    onLoad({ filter: /.*/, namespace: 'decoder' }, () => ({ contents }));
  },
};

const OPTIONS: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  legalComments: 'inline',
  plugins: [withoutAddons, withoutDecoders],
  banner: { js: BANNER },
  // ssh2 names a program for Windows by it, which is not packed and never started.
  define: { __dirname: 'import.meta.dirname' },
};
