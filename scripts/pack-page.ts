// Builds the page for auditors: `npm run page` leaves dist/verify.html, one file that needs nothing else.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { ROOT } from './testing/needs.ts';

const SOURCES = join(ROOT, 'packages', 'page', 'src');
export const PAGE_FILE = 'verify.html';

/** The page. The same tree gives the same bytes. */
export async function buildPage(): Promise<string> {
  const program = await bundle('worker.ts', {});
  const script = await bundle('main.ts', { WORKER_PROGRAM: JSON.stringify(program) });
  const style = readFileSync(join(SOURCES, 'page.css'), 'utf8');
  for (const text of [script, style])
    if (/<\/(script|style)|<!--/i.test(text)) throw new Error('a part of the page would end its own element');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'packages', 'cli', 'package.json'), 'utf8'));
  const parts: Readonly<Record<string, string>> = {
    POLICY: policy(script, style),
    VERSION: String(version),
    STYLE: style,
    SCRIPT: script,
  };
  return readFileSync(join(SOURCES, 'page.html'), 'utf8').replace(/@([A-Z]+)@/g, (_, name) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`the page has no part ${name}`);
    return part;
  });
}

/**
 * Nothing is loaded and nothing sent. One script and one style sheet are allowed, by their digests; a worker, from the page's own
 * memory, which inherits all of this.
 */
function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${source(script)}'`,
    `style-src '${source(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types seqwarden-worker',
  ].join('; ');
}

function source(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Not minified: who looks into the page shall be able to read it. */
async function bundle(entry: string, define: NonNullable<BuildOptions['define']>): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(SOURCES, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17.4'],
    define,
  });
  return `${outputFiles[0]?.text ?? ''}`;
}

if (import.meta.main) {
  const into = join(ROOT, 'dist');
  mkdirSync(into, { recursive: true });
  const path = join(into, PAGE_FILE);
  writeFileSync(path, await buildPage());
  console.log(path);
}
