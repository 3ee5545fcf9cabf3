import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { type Lock, nameAt, readLock } from './pack-lock.ts';
import { buildPage, PAGE_FILE } from './pack-page.ts';
import type { Program } from './sbom.ts';
import { ROOT } from './testing/needs.ts';

/**
 * Packages that are no part of ours: under the LGPL they stay as they are, beside the program, where anybody can put another version in their place.
 * npm installs them; the packages with Node inside carry them whole.
 */
export const SEPARATE: readonly string[] = ['openpgp'];

/** Fonts for PDFs: read as files, so they lie beside the program; from a clone they are found in their package. */
const FONT_PACKAGE = 'node_modules/@expo-google-fonts/noto-sans';
const FONTS = ['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf'];

const DOCUMENTS = ['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md', 'docs'];

/** Writes the content of the package into `folder`, which is emptied first. */
export async function packFolder(folder: string): Promise<Program> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      seqwarden: 'packages/cli/src/main.ts',
      witness: 'packages/witness/src/main.ts',
      ...workers(),
    },
    outdir: join(folder, 'dist'),
    bundle: true,
    // Each command loads its own part: start-up time is part of every run.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    legalComments: 'inline',
    metafile: true,
    external: [...SEPARATE],
    plugins: [withoutAddons, withoutDecoders],
    // What was written for CommonJS calls require() for Node's own modules. By a name that pdfkit has no use for.
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`,
    },
    // ssh2 names a program for Windows by it, which is not packed and never started.
    define: { __dirname: 'import.meta.dirname' },
  });

  cpSync(join(ROOT, 'packages', 'cli', 'bin'), join(folder, 'bin'), { recursive: true });
  for (const font of FONTS)
    cpSync(join(ROOT, FONT_PACKAGE, font), join(folder, 'dist', 'fonts', basename(font)));
  const documents = DOCUMENTS.filter(name => existsSync(join(ROOT, name)));
  for (const name of documents) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, PAGE_FILE), await buildPage());
  const lock = readLock();
  const beside = [FONT_PACKAGE, ...SEPARATE.map(name => `node_modules/${name}`)];
  const bundled = [...bundledPackages(metafile), ...beside].sort();
  const licences = bundled.map(place => licence(place, lock)).join(`\n${'-'.repeat(80)}\n\n`);
  writeFileSync(join(folder, 'THIRD_PARTY_LICENSES'), licences);
  const manifest = publishedManifest(lock, ['bin', 'dist', PAGE_FILE, 'THIRD_PARTY_LICENSES', ...documents]);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { name: manifest.name, version: manifest.version, bundled };
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

/** Every `X-worker.ts` becomes `X-worker.js` beside the command, where `new URL('./X-worker.js', import.meta.url)` finds it. */
function workers(): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const path of globSync('packages/*/src/**/*-worker.ts', { cwd: ROOT }).sort()) {
    const name = basename(path, '.ts');
    if (name in entries) throw new Error(`two workers are named ${name}`);
    entries[name] = path;
  }
  return entries;
}

function publishedManifest(lock: Lock, files: readonly string[]) {
  const root = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const cli = JSON.parse(readFileSync(join(ROOT, 'packages', 'cli', 'package.json'), 'utf8'));
  return {
    name: String(cli.name),
    version: String(cli.version),
    description: root.description,
    license: cli.license,
    type: 'module',
    bin: cli.bin,
    engines: root.engines,
    dependencies: Object.fromEntries(
      SEPARATE.map(name => [name, lock[`node_modules/${name}`]?.version ?? '']),
    ),
    optionalDependencies: root.optionalDependencies,
    files,
  };
}

/** Where the packages lie of which something is in what was built, from the root: `node_modules/a/node_modules/b`. */
function bundledPackages(metafile: Metafile): string[] {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const places = used
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]);
  return [...new Set(places.filter(place => place !== undefined))].sort();
}

/** Packages that ship no licence text, and another one of the same repository, or of the same author under the same licence, that does. */
const TEXT_OF_SIBLING: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-http': '@aws-sdk/client-s3',
  '@aws-sdk/credential-provider-login': '@aws-sdk/client-s3',
  '@aws-sdk/nested-clients': '@aws-sdk/client-s3',
  dfa: 'pdfkit',
  fontkit: 'pdfkit',
};

/** A package with the texts of its licences, of which it may have one for its code and one for its fonts; an Error where it has none. */
function licence(place: string, lock: Lock): string {
  const name = nameAt(place);
  const sibling = TEXT_OF_SIBLING[name];
  const folder = join(ROOT, sibling === undefined ? place : `node_modules/${sibling}`);
  const own = globSync('{LICENSE,LICENCE,COPYING}*', { cwd: folder }).sort();
  // saxes ships no text with its package: ours is the LICENSE of its repository.
  const paths =
    own.length === 0
      ? [join(ROOT, 'scripts', 'licenses', `${name}.txt`)]
      : own.map(file => join(folder, file));
  const texts = paths.map(path => readFileSync(path, 'utf8')).join('\n');
  return `${name} ${lock[place]?.version} (${lock[place]?.license})\n\n${texts}`;
}
