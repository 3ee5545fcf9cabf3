// Builds the package that is published: `npm run pack` leaves dist/package/ and dist/seqwarden-<version>.tgz.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { ROOT } from './testing/needs.ts';

const DOCUMENTS = ['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md', 'docs'];

/**
 * Writes `into`/package and the tarball beside it, whose path it returns. The same tree gives the same bytes (npm
 * writes no times into a tarball).
 */
export async function pack(into: string): Promise<string> {
  const folder = join(into, 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { seqwarden: 'packages/cli/src/main.ts', ...workers() },
    outdir: join(folder, 'dist'),
    bundle: true,
    // Each command loads its own part: start-up time is part of every run.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    legalComments: 'inline',
    metafile: true,
  });

  cpSync(join(ROOT, 'packages', 'cli', 'bin'), join(folder, 'bin'), { recursive: true });
  const documents = DOCUMENTS.filter(name => existsSync(join(ROOT, name)));
  for (const name of documents) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'THIRD_PARTY_LICENSES'), licences(metafile));
  const manifest = publishedManifest(['bin', 'dist', 'THIRD_PARTY_LICENSES', ...documents]);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

  execFileSync('npm', ['pack', '--silent', '--pack-destination', into], { cwd: folder, stdio: 'pipe' });
  return join(into, `${manifest.name}-${manifest.version}.tgz`);
}

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

function publishedManifest(files: readonly string[]) {
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
    optionalDependencies: root.optionalDependencies,
    files,
  };
}

/** The licence of every package that is in the bundle; an Error where one has no text. */
function licences(metafile: Metafile): string {
  const bundled = Object.keys(metafile.inputs).map(
    path => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  );
  const names = [...new Set(bundled.filter(name => name !== undefined))].sort();
  return names.map(licence).join(`\n${'-'.repeat(80)}\n\n`);
}

function licence(name: string): string {
  const folder = join(ROOT, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const [own] = globSync('{LICENSE,LICENCE,COPYING}*', { cwd: folder });
  // saxes ships no text with its package: ours is the LICENSE of its repository.
  const text = own === undefined ? join(ROOT, 'scripts', 'licenses', `${name}.txt`) : join(folder, own);
  return `${name} ${version} (${license})\n\n${readFileSync(text, 'utf8')}`;
}

if (import.meta.main) console.log(await pack(join(ROOT, 'dist')));
