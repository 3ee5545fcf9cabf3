import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './testing/needs.ts';

/**
 * Lines of a document by which npm could fetch a stranger's package of our name: npx without --no, an install by
 * name, and, in a fenced block, `seqwarden` alone in the place of a command.
 */
function strangersAt(markdown: string): string[] {
  const found: string[] = [];
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const byNpx = /\b(npx|npm (exec|x))\s(?!--no (-- )?seqwarden\b)(?:[^`]*\s)?seqwarden(?![\w./-])/.test(
      line,
    );
    const byInstall = /\bnpm (i|install|add)\s(?:[^`]*\s)?seqwarden(?![\w./-])/.test(line);
    const alone = fenced && /(^|[|;&(]|\$ |# )\s*(sudo )?(\w+=\S* )*seqwarden [a-z-]/.test(line);
    if (byNpx || byInstall || alone) found.push(line);
  }
  return found;
}

const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md'], { cwd: ROOT });

/** The name under which a heading can be linked to: lower case, without punctuation, blanks as hyphens. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Links of a document, by its path, to files that are not there or to headings that these do not have. */
function deadLinks(path: string): string[] {
  const prose = (markdown: string) => markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const links = prose(readFileSync(join(ROOT, path), 'utf8')).matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? join(ROOT, path) : join(ROOT, dirname(path), file);
    if (!existsSync(target)) return [link];
    if (anchor === undefined) return [];
    const headings = prose(readFileSync(target, 'utf8')).matchAll(/^#+ (.+)$/gm);
    return [...headings].some(([, heading = '']) => anchorOf(heading) === anchor) ? [] : [link];
  });
}

describe('the documents', () => {
  for (const path of DOCUMENTS) {
    it(`${path} calls the command only as npx --no seqwarden`, () => {
      assert.deepEqual(strangersAt(readFileSync(join(ROOT, path), 'utf8')), []);
    });

    it(`${path} links to what is there`, () => {
      assert.deepEqual(deadLinks(path), []);
    });
  }

  it('are all to be found from the README', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const missing = globSync(['*.md', 'docs/*.md', 'docs/*/README.md'], { cwd: ROOT }).filter(
      path => path !== 'README.md' && !readme.includes(`](${path})`),
    );
    assert.deepEqual(missing, []);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(join(ROOT, 'docs', 'ARCHITECTURE.md'), 'utf8');
  const [, packages = ''] = /^## Packages\n([\s\S]*?)^## /m.exec(text) ?? [];

  it('has a row for every package, which names those that its package.json names', () => {
    const rows = new Map(
      [...packages.matchAll(/^\| `([a-z]+)` \| .* \| (.*) \|$/gm)].map(([, name, uses]) => [
        name,
        uses ?? '',
      ]),
    );
    for (const path of globSync('packages/*/package.json', { cwd: ROOT })) {
      const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
      const name = dirname(path).replace(/^packages[\\/]/, '');
      const row = rows.get(name);
      assert.ok(row !== undefined, `no row for ${name}`);
      for (const used of Object.keys(dependencies).filter(one => one.startsWith('@seqwarden/')))
        assert.ok(
          row === 'everything below' || row.includes(`\`${used.slice('@seqwarden/'.length)}\``),
          `${name} uses ${used}`,
        );
    }
  });

  it('names for every promise a file that is there', () => {
    const promises = [...text.matchAll(/^\| (I\d+) \|/gm)].map(([, name]) => name);
    assert.deepEqual(
      promises,
      Array.from({ length: 15 }, (_, at) => `I${at + 1}`),
    );
    const paths = [...text.matchAll(/`((?:packages|scripts)\/[^`*…]+\.(?:test\.)?[tj]s)`/g)].map(
      ([, path]) => path,
    );
    assert.deepEqual(
      paths.filter(path => !existsSync(join(ROOT, path ?? ''))),
      [],
    );
  });
});

describe('numbered sections of a document', () => {
  for (const path of DOCUMENTS) {
    it(`${path} counts its sections without a gap or a second one`, () => {
      const numbers = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^## (\d+)\. /gm)].map(([, one]) =>
        Number(one),
      );
      assert.deepEqual(
        numbers,
        numbers.map((_, at) => at + 1),
      );
    });
  }
});

describe('the rule for naming the command', () => {
  const block = (line: string) => strangersAt(`text\n\`\`\`sh\n${line}\n\`\`\`\n`);

  it('accepts npx --no and a tarball', () => {
    for (const good of [
      'npx --no seqwarden verify RUN',
      'npx --no -- seqwarden verify RUN',
      'tar c RUN | npx --no seqwarden verify -',
      'npm install ./seqwarden-0.1.0.tgz',
      'seqwarden: no key [KEY_MISSING]',
    ]) {
      assert.deepEqual(block(good), []);
    }
  });

  it('refuses what could fetch a package of that name', () => {
    for (const bad of [
      'npx seqwarden verify RUN',
      'npx -y seqwarden',
      'npm exec seqwarden',
      'npm install -g seqwarden',
      'seqwarden verify RUN',
      '$ seqwarden verify RUN',
      'tar c RUN | seqwarden verify -',
      'TZ=UTC seqwarden verify RUN',
    ]) {
      assert.deepEqual(block(bad), [bad]);
    }
  });

  it('lets prose name a command', () => {
    assert.deepEqual(strangersAt('Then `seqwarden verify` says so.'), []);
    assert.notDeepEqual(strangersAt('Then `npx seqwarden verify` says so.'), []);
  });
});
