import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunProof, Unread } from '@seqwarden/advisory/answer';
import { MAX_DOCUMENT_BYTES } from '@seqwarden/advisory/document';
import { type ExposureWindow, recordedIn } from '@seqwarden/advisory/window';
import { logFolder } from '@seqwarden/agent/config';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { recordedOf, windowsTogether } from '@seqwarden/cases/intake';
import type { CaseState, ItemState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Installed } from '@seqwarden/proof/acts';
import type { Context } from '../context.ts';
import { defaultTrustPath } from '../keys.ts';
import { confinedExposure } from './confined-exposure.ts';
import type { CaseView } from './desk.ts';
import { type InstalledName, type RunsThere, readWindows, type WindowsRead } from './read-windows.ts';

/** Where runs are looked for. All of it may be left out: then the account's register tells of them. */
export interface RunsToAsk {
  /** Folders of runs, or runs. */
  readonly roots?: readonly string[];
  /** Where a register is read, as `exposure --log` takes it; default: the account's own. */
  readonly log?: string | undefined;
  /** File of stated facts. */
  readonly inventory?: string | undefined;
  /** Hash the runs in the windows again. */
  readonly verifyRuns?: boolean;
  /** Trust files; default: the account's own. */
  readonly trust?: readonly string[];
  /** Take runs of the simulator in. */
  readonly simulated?: boolean;
}

/** The time in which one item of a case was exposed. */
export interface CaseWindow {
  readonly item: ItemState;
  /** With what the case records of patches and mitigations. Null: nothing tells since when, since no advisory of the case lists what was read of it. */
  readonly window: ExposureWindow | null;
  /** What is known of the runs in it, by `runSourceKey`. */
  readonly proofs: ReadonlyMap<string, RunProof>;
  /** All runs of it that were there to be read; null: none of that installation. */
  readonly runs: RunsThere | null;
}

export interface CaseWindows {
  /** In the order of the state's items. */
  readonly windows: readonly CaseWindow[];
  /** What could not be read, and may hide runs or findings. */
  readonly unread: readonly Unread[];
}

/**
 * For each item of a case its window of exposure by the advisories of the case, ended by what the records prove, with its runs and whether they verify. Runs and advisories
 * are read by the confined `exposure`. Throws CASE_INPUT_UNUSABLE, CASE_STORE_UNUSABLE, and the signal's reason.
 */
export async function windowsOfCase(
  one: CaseState,
  view: CaseView,
  asked: RunsToAsk,
  context: Context,
): Promise<CaseWindows> {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-case-'));
  try {
    const { advisories, missing } = await documentsOf(one, folder, context);
    const read = await answered(argumentsFor(asked, advisories, folder, view, context), context);
    const items = view.state.items.filter(({ cases }) => cases.includes(one.id));
    return {
      windows: items.map(item => windowOf(item, read, new Set(advisories))),
      unread: [...missing, ...read.unread],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the advisories that stand in the case where the confined may read them; by digest. */
async function documentsOf(
  { documents }: CaseState,
  folder: string,
  { env }: Context,
): Promise<{ readonly advisories: readonly string[]; readonly missing: readonly Unread[] }> {
  const replaced = new Set(documents.map(({ says }) => says.replaces));
  const standing = new Set(
    documents.flatMap(({ says, subject }) =>
      says.advisory === null || replaced.has(subject) ? [] : [subject],
    ),
  );
  const store = EvidenceStore.at(env);
  const advisories: string[] = [];
  const missing: Unread[] = [];
  for (const sha256 of standing) {
    try {
      const bytes = await store.readWhole(sha256, MAX_DOCUMENT_BYTES);
      writeFileSync(join(folder, `${sha256}.json`), bytes, { mode: 0o600 });
      advisories.push(sha256);
    } catch (error) {
      if (!(error instanceof SeqwardenError) || !error.code.startsWith('EVIDENCE_')) throw error;
      missing.push({ what: 'advisory', name: sha256, code: error.code, text: error.message });
    }
  }
  return { advisories, missing };
}

function argumentsFor(
  { roots = [], log, inventory, verifyRuns = false, trust = [], simulated = false }: RunsToAsk,
  advisories: readonly string[],
  folder: string,
  view: CaseView,
  { env }: Context,
): string[] {
  const register = log === undefined ? ['--log', logFolder(env), '--register', view.log] : ['--log', log];
  const trusted = trust.length > 0 ? trust : [defaultTrustPath(env)];
  return [
    ...['--format', 'json', '--fail-on', 'none', ...register],
    ...trusted.flatMap(path => ['--trust', path]),
    ...(advisories.length > 0 ? ['--advisories', folder] : []),
    ...(inventory === undefined ? [] : ['--inventory', inventory]),
    ...(verifyRuns ? ['--verify-runs'] : []),
    ...(simulated ? ['--simulated'] : []),
    '--',
    ...roots,
  ];
}

async function answered(args: readonly string[], context: Context): Promise<WindowsRead> {
  const lines: string[] = [];
  for await (const line of confinedExposure(args, context)) lines.push(line);
  return readWindows(lines.join('\n'));
}

function windowOf(item: ItemState, read: WindowsRead, advisories: ReadonlySet<string>): CaseWindow {
  const found = read.findings.filter(
    ({ installed, vulnerability, advisory }) =>
      advisories.has(advisory) && vulnerability === item.vulnerability && isMeant(installed, item.installed),
  );
  const together = windowsTogether(found.flatMap(({ window }) => window ?? []));
  const there = read.installations.filter(({ installed }) => isMeant(installed, item.installed));
  return {
    item,
    window: together && recordedIn(together, recordedOf(item)),
    proofs: new Map(found.flatMap(({ proofs }) => [...proofs])),
    runs: runsTogether(there.map(({ runs }) => runs)),
  };
}

/** A device that a person chose is all that is installed on it. */
function isMeant(found: InstalledName, { vendor, model, serial, id }: Installed): boolean {
  const isDevice = serial === null ? found.serial === null && found.model === model : found.serial === serial;
  return isDevice && found.vendor === vendor && (id === null || found.id === id);
}

function runsTogether(all: readonly RunsThere[]): RunsThere | null {
  if (all.length === 0) return null;
  const firsts = all.flatMap(({ first }) => first ?? []).sort((a, b) => (a.from < b.from ? -1 : 1));
  const lasts = all.flatMap(({ last }) => last ?? []).sort((a, b) => (a.until < b.until ? -1 : 1));
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    first: firsts[0] ?? null,
    last: lasts.at(-1) ?? null,
  };
}
