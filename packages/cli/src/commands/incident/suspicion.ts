import { basename, resolve } from 'node:path';
import { withoutMode } from '@seqwarden/advisory/inventory';
import type { Responsibility } from '@seqwarden/agent/directory';
import { isPlainText, SeqwardenError } from '@seqwarden/proof';
import {
  type IncidentPredicate,
  type Installed,
  incidentRunKey,
  installedKey,
  MAX_NAME,
  MAX_WORDS,
  ordered,
} from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import { installedMeant } from '../../casework/installed-meant.ts';
import { installedOn } from '../../casework/named.ts';
import { wordsOf } from '../../casework/words-of.ts';
import { requireBareName, requireKnownRun } from './known-run.ts';
import { type Alarm, readAlarms } from './read-alarms.ts';
import { readVerification, type Verification } from './read-verification.ts';
import { rootsOf } from './roots-of.ts';
import type { InstrumentSeen, SealedRun, SealedRuns } from './sealed-runs.ts';
import { type Window, windowOf } from './window-of.ts';

/** What a person says is affected, before anything is signed. */
export interface Suspicion {
  readonly runs: IncidentPredicate['runs'];
  /** What is to be held: folders or names of folders. */
  readonly folders: readonly string[];
  /** Runs of which nobody knows how their folder is called, so that they cannot be held. */
  readonly withoutName: number;
  readonly installed: readonly Installed[];
  readonly window: Window | null;
  readonly origin: 'verification' | 'write_once' | 'manual';
  /** What was seen, in a person's words or in those of the files. */
  readonly reason: string;
  /** Files that it was read from, to be kept as evidence. */
  readonly files: readonly string[];
}

interface Suspect {
  readonly run: IncidentPredicate['runs'][number];
  readonly folder: string | null;
  readonly instrument: InstrumentSeen | undefined;
}

/** `otherwise`: the reason where nothing says one; `ofSite`: instruments that the site's file names. Throws USAGE, CASE_UNKNOWN, CASE_INPUT_UNUSABLE. */
export function suspicionOf(
  args: Arguments,
  view: CaseView,
  sealed: SealedRuns,
  otherwise: string,
  ofSite: () => readonly Responsibility[],
): Suspicion {
  const files = { verified: args.texts('from-verify'), alarms: args.texts('alarm') };
  const verified = files.verified.map(readVerification);
  const alarms = files.alarms.flatMap(readAlarms);
  for (const name of [...verified.map(({ id }) => id), ...alarms.map(({ run }) => run)])
    requireFolderName(name);
  const roots = [...args.texts('runs'), ...args.texts('at'), ...rootsOf(args)];
  for (const text of args.texts('run')) requireKnownRun(text, { sealed, state: view.state, roots });
  for (const text of args.texts('unseen-run')) requireBareName(text);
  // A folder that a person names comes before the bare name that a file has of it.
  const suspects = [
    ...[...args.texts('run'), ...args.texts('unseen-run')].map(text => suspectNamed(text, sealed)),
    ...verified.map(one => suspectVerified(one, sealed)),
    ...alarms.map(({ run }) => suspectNamed(run, sealed)),
  ];
  const named = args
    .texts('installation')
    .map(text => installationMeant(text, args.text('vendor'), view, sealed, ofSite));
  const ofRuns = suspects.flatMap(({ instrument }) => (instrument && installedOf(instrument, view)) ?? []);
  const window = windowOf(args);
  if (suspects.length + named.length === 0 && window === null)
    throw new SeqwardenError(
      'USAGE',
      'say what is affected: --run, --unseen-run, --from-verify, --alarm, --installation or --window',
    );
  return {
    runs: ordered(
      suspects.map(({ run }) => run),
      incidentRunKey,
    ),
    folders: ordered(
      suspects.flatMap(({ folder }) => folder ?? []),
      text => basename(resolve(text)),
    ),
    withoutName: suspects.filter(({ folder }) => folder === null).length,
    installed: ordered([...named, ...ofRuns], installedKey),
    window,
    origin: originOf(verified, alarms),
    reason: reasonOf(args, [...verified, ...alarms], otherwise),
    files: [...files.verified, ...files.alarms],
  };
}

function suspectVerified({ id, seal, instrument }: Verification, sealed: SealedRuns): Suspect {
  const known = seal === null ? undefined : sealed.bySeal(seal);
  if (known !== undefined) return suspectSealed(known, known.id);
  if (id === null && seal === null)
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', 'the verification names no run: name it with --run');
  const name = id === null ? null : nameOfRun(id);
  return { run: { id: name, seal, flowCell: null }, folder: name, instrument };
}

function suspectNamed(text: string, sealed: SealedRuns): Suspect {
  const known = sealed.named(text);
  const isDigits = known?.seal.startsWith(text) === true;
  if (known !== undefined) return suspectSealed(known, isDigits ? known.id : text);
  const name = nameOfRun(basename(resolve(text)));
  return { run: { id: name, seal: null, flowCell: null }, folder: text, instrument: undefined };
}

function suspectSealed({ id, seal, flowCell, instrument }: SealedRun, folder: string | null): Suspect {
  return { run: { id: fitting(id), seal, flowCell: fitting(flowCell) }, folder, instrument };
}

/** A person may name a path; what a file names as one would be looked up, and held, wherever it leads. Throws CASE_INPUT_UNUSABLE. */
function requireFolderName(name: string | null): void {
  if (name !== null && (/[/\\]/.test(name) || /^\.{0,2}$/.test(name)))
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', 'a file names a run by what is no name of a folder');
}

/** A fact of a seal may be longer than a record's name; the seal names the run then. */
function fitting(name: string | null): string | null {
  return name !== null && isName(name) ? name : null;
}

function nameOfRun(name: string): string {
  if (isName(name)) return name;
  throw new SeqwardenError(
    'USAGE',
    `a run is named by 1 to ${MAX_NAME} characters without control characters`,
  );
}

function isName(name: string): boolean {
  return isPlainText(name, MAX_NAME) && name.trim() !== '';
}

/** Known to cases or to the site's file, or an instrument of which the register has runs: else what is mistyped would become one. Throws CASE_UNKNOWN. */
function installationMeant(
  text: string,
  vendor: string | undefined,
  view: CaseView,
  { all }: SealedRuns,
  ofSite: () => readonly Responsibility[],
): Installed {
  try {
    return installedMeant(view, text, vendor, ofSite);
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code !== 'CASE_UNKNOWN') throw error;
    const [serial, id = null] = text.split('/');
    const seen = all.flatMap(({ instrument: { serial: recorded, ...one } }) =>
      recorded !== null && withoutMode(recorded) === serial && (vendor ?? one.vendor) === one.vendor
        ? [{ vendor: one.vendor, model: null, serial, id }]
        : [],
    );
    const [found, another] = ordered(seen, installedKey);
    if (found === undefined || another !== undefined) throw error;
    return found;
  }
}

/** The one side that made it, where that is known; else the device. undefined: no serial is known. */
function installedOf({ vendor, serial, mode }: InstrumentSeen, view: CaseView): Installed | undefined {
  if (serial === null || !isName(serial) || (vendor !== null && !isName(vendor))) return undefined;
  const device: Installed = { vendor, model: null, serial: withoutMode(serial), id: null };
  const here = installedOn(view, device);
  const side = here.find(({ id }) => id !== null && id === mode);
  const [only, another] = here;
  const isSide = here.some(({ id }) => id === 'dx' || id === 'ruo');
  return side ?? (only !== undefined && another === undefined && !isSide ? only : device);
}

function originOf(verified: readonly Verification[], alarms: readonly Alarm[]): Suspicion['origin'] {
  if (verified.length > 0) return 'verification';
  return alarms[0]?.origin ?? 'manual';
}

/** What the files say follows a person's own words, as far as there is room; the files themselves are kept. */
function reasonOf(args: Arguments, files: readonly { readonly words: string }[], otherwise: string): string {
  const own = args.text('reason') === undefined ? [] : [wordsOf(args, 'reason')];
  const all = [...own, ...files.map(({ words }) => words)];
  const whole = all.length === 0 ? otherwise : all.join('. ');
  return whole.length <= MAX_WORDS
    ? whole
    : `${whole
        .slice(0, MAX_WORDS - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}
