import { gunzipSync } from 'node:zlib';
import { SeqwardenError } from '@seqwarden/proof';
import { cveId } from '../document/cve-id.ts';
import { asArray, asText, parseScores, property } from './score-file.ts';

export interface EpssScores {
  /** As the file says; null where it does not. */
  readonly model: string | null;
  readonly date: string | null;
  readonly byCve: ReadonlyMap<string, EpssScore>;
  /** Lines or items that were not read. */
  readonly skipped: number;
}

/** Both from 0 to 1. */
export interface EpssScore {
  readonly probability: number;
  readonly percentile: number;
}

/** A day's file has some 300,000 lines, 12 MB. */
const MAX_EPSS_BYTES = 64 * 1024 * 1024;

/**
 * Scores of the CVEs that are asked for, from a file of FIRST: the daily CSV (plain or gzip) or an answer of its API in JSON. The CSV has a comment with
 * `model_version` and `score_date`, a line of names, and lines of CVE, probability and percentile; names may come in any order, others are passed over.
 *
 * @throws SeqwardenError SCORES_UNUSABLE
 */
export function readEpss(bytes: Uint8Array, wanted: ReadonlySet<string>): EpssScores {
  const plain = unpacked(bytes);
  return plain[0] === 0x7b ? readJson(plain, wanted) : readCsv(plain, wanted);
}

function unpacked(bytes: Uint8Array): Uint8Array {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: MAX_EPSS_BYTES }) : bytes;
    if (plain.length <= MAX_EPSS_BYTES) return plain;
  } catch {
    // Said below: damaged, or too much.
  }
  throw new SeqwardenError('SCORES_UNUSABLE', 'the EPSS file is damaged or too large');
}

function readJson(bytes: Uint8Array, wanted: ReadonlySet<string>): EpssScores {
  const list = property(parseScores(bytes, MAX_EPSS_BYTES), 'data');
  if (!Array.isArray(list))
    throw new SeqwardenError('SCORES_UNUSABLE', 'the EPSS file has no list of scores');
  const byCve = new Map<string, EpssScore>();
  let skipped = 0;
  let date: string | null = null;
  for (const item of asArray(list)) {
    const cve = asText(property(item, 'cve'));
    date ??= asText(property(item, 'date'));
    if (!enter(byCve, wanted, cve, asText(property(item, 'epss')), asText(property(item, 'percentile'))))
      skipped++;
  }
  return { model: null, date, byCve, skipped };
}

function readCsv(bytes: Uint8Array, wanted: ReadonlySet<string>): EpssScores {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const comments = lines.filter(line => line.startsWith('#')).join(',');
  const [head = '', ...rows] = lines.filter(line => line !== '' && !line.startsWith('#'));
  const names = head.trim().split(',');
  const [cve, epss, percentile] = ['cve', 'epss', 'percentile'].map(name => names.indexOf(name));
  if (
    cve === undefined ||
    epss === undefined ||
    percentile === undefined ||
    Math.min(cve, epss, percentile) < 0
  )
    throw new SeqwardenError(
      'SCORES_UNUSABLE',
      'the EPSS file has no line with the names cve, epss, percentile',
    );
  const byCve = new Map<string, EpssScore>();
  let skipped = 0;
  for (const row of rows) {
    const cells = row.trim().split(',');
    if (!enter(byCve, wanted, cells[cve] ?? null, cells[epss] ?? null, cells[percentile] ?? null)) skipped++;
  }
  const said = (name: string) => new RegExp(`${name}:([^,\\s]+)`).exec(comments)?.[1] ?? null;
  return { model: said('model_version'), date: said('score_date'), byCve, skipped };
}

/** False: this is no score. */
function enter(
  byCve: Map<string, EpssScore>,
  wanted: ReadonlySet<string>,
  written: string | null,
  probability: string | null,
  percentile: string | null,
): boolean {
  const cve = written === null ? null : cveId(written);
  if (cve === null) return false;
  const score = { probability: share(probability), percentile: share(percentile) };
  if (Number.isNaN(score.probability) || Number.isNaN(score.percentile)) return false;
  if (wanted.has(cve)) byCve.set(cve, score);
  return true;
}

function share(text: string | null): number {
  const value = /^[01](\.\d+)?(e-\d+)?$/i.test(text ?? '') ? Number(text) : Number.NaN;
  return value <= 1 ? value : Number.NaN;
}
