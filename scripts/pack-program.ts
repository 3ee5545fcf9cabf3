import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { buildProgram } from './pack-bundle.ts';
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

  const made = await buildProgram(join(folder, 'dist'), SEPARATE);

  cpSync(join(ROOT, 'packages', 'cli', 'bin'), join(folder, 'bin'), { recursive: true });
  for (const font of FONTS)
    cpSync(join(ROOT, FONT_PACKAGE, font), join(folder, 'dist', 'fonts', basename(font)));
  const documents = DOCUMENTS.filter(name => existsSync(join(ROOT, name)));
  for (const name of documents) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, PAGE_FILE), await buildPage());
  const lock = readLock();
  const beside = [FONT_PACKAGE, ...SEPARATE.map(name => `node_modules/${name}`)];
  const bundled = [...bundledPackages(made), ...beside].sort();
  const licences = bundled.map(place => licence(place, lock)).join(`\n${'-'.repeat(80)}\n\n`);
  writeFileSync(join(folder, 'THIRD_PARTY_LICENSES'), licences);
  const manifest = publishedManifest(lock, ['bin', 'dist', PAGE_FILE, 'THIRD_PARTY_LICENSES', ...documents]);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { name: manifest.name, version: manifest.version, bundled };
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
function bundledPackages(made: readonly Metafile[]): string[] {
  const outputs = made.flatMap(metafile => Object.values(metafile.outputs));
  const used = outputs.flatMap(({ inputs }) => Object.entries(inputs));
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
