import type { RunProof, Unread } from '@seqwarden/advisory/answer';
import { runSourceKey } from '@seqwarden/advisory/inventory';
import type { ExposureWindow } from '@seqwarden/advisory/window';
import { SeqwardenError } from '@seqwarden/proof';
import { aCount, aFlag, aText, listOf, oneOf, orNull, shaped } from '@seqwarden/proof/json-shape';

/** What of an answer of `exposure --json` (FORMATS.md 27.1) windows are made of. */
export interface WindowsRead {
  readonly findings: readonly {
    readonly installed: InstalledName;
    readonly vulnerability: string;
    /** SHA-256 of the advisory. */
    readonly advisory: string;
    readonly window: ExposureWindow | null;
    /** By `runSourceKey`. */
    readonly proofs: ReadonlyMap<string, RunProof>;
  }[];
  readonly installations: readonly { readonly installed: InstalledName; readonly runs: RunsThere }[];
  readonly unread: readonly Unread[];
}

export interface InstalledName {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly id: string;
}

/** How many runs of an installation there were to be read, and since when. */
export interface RunsThere {
  readonly count: number;
  readonly first: { readonly from: string; readonly until: string } | null;
  readonly last: { readonly from: string; readonly until: string } | null;
}

const SPAN = shaped({ from: aText, until: aText });
const STATED = shaped({ kind: oneOf(['stated']), by: aText, on: aText });
const INSTRUMENT = { vendor: orNull(aText), model: orNull(aText), serial: orNull(aText) } as const;

const PROOF = shaped({
  seal: orNull(aText),
  signature: oneOf(['good', 'bad', 'unknown-key', 'unsigned', 'unreadable']),
  sealedAt: orNull(aText),
  made: orNull(aText),
  logStanding: orNull(aText),
  logEntry: orNull(shaped({ log: aText, index: aCount })),
  lastVerified: orNull(shaped({ at: aText, by: oneOf(['delivery']) })),
  verified: orNull(shaped({ answer: oneOf(['unchanged', 'changed', 'cannot_tell']), codes: listOf(aText) })),
  codes: listOf(aText),
});

const WINDOW = shaped({
  first: orNull(aText),
  openStart: aFlag,
  last: orNull(aText),
  mitigated: listOf(shaped({ from: aText, until: orNull(aText), text: aText, source: STATED })),
  runs: listOf(
    shaped({
      runId: orNull(aText),
      folder: orNull(aText),
      seal: orNull(aText),
      flowCell: orNull(shaped({ value: aText, from: orNull(aText) })),
      at: orNull(SPAN),
      certain: aFlag,
      mitigated: aFlag,
      proof: orNull(PROOF),
    }),
  ),
});

const ANSWER = shaped({
  instruments: listOf(
    shaped({
      ...INSTRUMENT,
      installations: listOf(shaped({ id: aText, runs: aCount, first: orNull(SPAN), last: orNull(SPAN) })),
    }),
  ),
  findings: listOf(
    shaped({
      instrument: shaped(INSTRUMENT),
      installation: aText,
      vulnerability: aText,
      advisory: shaped({ sha256: aText }),
      window: orNull(WINDOW),
    }),
  ),
  unread: listOf(
    shaped({ what: oneOf(['run', 'advisory', 'record']), name: aText, code: aText, text: aText }),
  ),
});

/** Throws INTERNAL: another version of the program answered. */
export function readWindows(json: string): WindowsRead {
  const read = ANSWER(JSON.parse(json));
  if (read === null) throw new SeqwardenError('INTERNAL', 'the answer of `exposure` is not of its form');
  const { instruments, findings, unread } = read.is;
  return {
    findings: findings.map(({ instrument, installation, vulnerability, advisory, window }) => {
      const runs = (window?.runs ?? []).map(({ runId, folder, seal, proof, ...run }) => ({
        run: { ...run, source: { kind: 'run' as const, runId, folder, seal } },
        proof,
      }));
      return {
        installed: { ...instrument, id: installation },
        vulnerability,
        advisory: advisory.sha256,
        window: window && { ...window, runs: runs.map(({ run }) => run) },
        proofs: new Map(
          runs.flatMap(({ run, proof }) => (proof === null ? [] : [[runSourceKey(run.source), proof]])),
        ),
      };
    }),
    installations: instruments.flatMap(({ installations, vendor, model, serial }) =>
      installations.map(({ id, runs, first, last }) => ({
        installed: { vendor, model, serial, id },
        runs: { count: runs, first, last },
      })),
    ),
    unread,
  };
}
