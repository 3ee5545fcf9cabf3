import { createPublicKey } from 'node:crypto';
import { type Paper, paperHtml } from '@seqwarden/cases/paper';
import { reduce, stateJson } from '@seqwarden/cases/reduce';
import type { PlacedAct } from '@seqwarden/cases/state';
import { type Observed, summaryPaper } from '@seqwarden/cases/summary';
import { allowedSignersLine } from '@seqwarden/proof';
import { paperPdf } from '../paper/index.ts';
import { evidenceNames } from './dossier-files.ts';
import type { BundledEntries } from './entries-of-bundles.ts';

/** All of an export that follows from its records, and from what was observed. Pure: who verifies makes it again. */
export function derive({ entries, heads }: Pick<BundledEntries, 'entries' | 'heads'>, observed: Observed) {
  const state = reduce(entries);
  const paper = summaryPaper(state, observed, heads);
  return { state, paper, stateFile: `${stateJson(state)}\n`, htmlFile: paperHtml(paper) };
}

/** What of records decides what else an export has. Pure. */
export function toldBy({ entries }: Pick<BundledEntries, 'entries'>) {
  const acts = entries.flatMap((entry): PlacedAct[] => ('placed' in entry ? [entry.placed] : []));
  return {
    /** Names in the export of the files that they name, by digest. */
    evidence: evidenceNames(acts),
    signers: [...new Set(acts.map(({ signer }) => signer))].sort(),
    /** The first moment that a summary of them shows, RFC 3339; undefined: none. */
    since: acts.flatMap(momentsOf).sort()[0],
  };
}

function momentsOf({ act, statedAt }: PlacedAct): string[] {
  return act.kind === 'patch' ? [statedAt, act.predicate.at.from] : [statedAt];
}

/** Not packed: who verifies with another zlib makes the same bytes. */
export function summaryPdf(paper: Paper): Promise<Uint8Array> {
  return paperPdf(paper, { isPacked: false });
}

/** The key that signs an export, as `ssh-keygen` and `openssl` read it. */
export function keyTexts(spki: Uint8Array): { readonly signers: string; readonly pem: string } {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return {
    signers: allowedSignersLine(spki, ['dossier']),
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
