import { SeqwardenError } from '@seqwarden/proof';
import { cveId } from '../document/cve-id.ts';
import { asArray, asText, parseScores, property } from './score-file.ts';

/** CISA's catalogue of known exploited vulnerabilities. */
export interface KevCatalogue {
  readonly version: string | null;
  readonly released: string | null;
  readonly byCve: ReadonlyMap<string, KevEntry>;
  /** Items that were not read. */
  readonly skipped: number;
}

export interface KevEntry {
  /** Days, as written. */
  readonly added: string;
  readonly due: string | null;
  /** `Known` or `Unknown`, as written. */
  readonly ransomware: string | null;
}

/** It has some 1,500 entries, 1.5 MB. */
const MAX_KEV_BYTES = 32 * 1024 * 1024;

/**
 * Reads `known_exploited_vulnerabilities.json`. Members that are not known are passed over.
 *
 * @throws SeqwardenError SCORES_UNUSABLE
 */
export function readKev(bytes: Uint8Array): KevCatalogue {
  const catalogue = parseScores(bytes, MAX_KEV_BYTES);
  const list = property(catalogue, 'vulnerabilities');
  if (!Array.isArray(list))
    throw new SeqwardenError('SCORES_UNUSABLE', 'the file has no list of vulnerabilities');
  const byCve = new Map<string, KevEntry>();
  let skipped = 0;
  for (const item of asArray(list)) {
    const cve = asText(property(item, 'cveID'));
    const added = asText(property(item, 'dateAdded'));
    if (cve === null || added === null || !/^\d{4}-\d{2}-\d{2}$/.test(added)) skipped++;
    else
      byCve.set(cveId(cve) ?? cve, {
        added,
        due: asText(property(item, 'dueDate')),
        ransomware: asText(property(item, 'knownRansomwareCampaignUse')),
      });
  }
  return {
    version: asText(property(catalogue, 'catalogVersion')),
    released: asText(property(catalogue, 'dateReleased')),
    byCve,
    skipped,
  };
}
