import type { Slot } from '../journal/records.ts';
import type { EventFacts, ReportFacts, RunFacts } from './report-facts.ts';

export interface SealFacts {
  /** undefined: before what is kept. */
  readonly at: Date | undefined;
  /** Identity, 64 hex digits. */
  readonly seal: string | undefined;
  /** Key id, where this host's agent made the seal. */
  readonly key: string | undefined;
}

export interface NotedReading {
  readonly at: Date;
  /** undefined: all was equal. */
  readonly code: string | undefined;
  readonly files: number | undefined;
}

export interface Trouble {
  readonly at: Date;
  /** `released`: a person let the agent take it up again. */
  readonly kind: 'alarm' | 'quarantined' | 'stale' | 'unsealed' | 'released';
  readonly code: string | undefined;
  readonly destination: Slot | undefined;
}

export interface PlaceHistory {
  readonly slot: Slot;
  /** Readings after the seal, and those of the schedule. */
  confirmed: NotedReading[];
  reverified: NotedReading[];
  /** Whether it was ever read back, also before what is kept. */
  isReadBack: boolean;
  /** Whether the seal lies there, as far as the journal knows now. */
  readonly isSealed: boolean;
}

/** What came after the seal and was signed. */
export interface AddendumFacts {
  readonly at: Date;
  readonly files: number | undefined;
}

/** What befell a run up to the end of the month. */
export interface RunHistory {
  readonly run: RunFacts;
  sealed: SealFacts | undefined;
  readonly troubles: Trouble[];
  readonly addenda: AddendumFacts[];
  readonly places: ReadonlyMap<Slot, PlaceHistory>;
  /** Since when a person has to release it. */
  quarantinedSince: Trouble | undefined;
}

/** The runs that were seen before the end of the month, in the order in which they first were. */
export function runHistories({ runs, events, month }: ReportFacts): RunHistory[] {
  const histories = runs
    .filter(({ firstSeen }) => firstSeen < month.until)
    .map(run => historyOf(run, month.until));
  const byId = new Map(histories.map(one => [one.run.id, one]));
  for (const event of events) {
    const history = event.run === undefined ? undefined : byId.get(event.run);
    if (history !== undefined) take(history, event);
  }
  return histories;
}

/** By the journal's own rows, which say how it is now: of use where the event is forgotten, or never was. */
function historyOf(run: RunFacts, until: Date): RunHistory {
  const sealedThere = run.deliveries.filter(({ state }) => state === 'sealed' || state === 'confirmed');
  const before = sealedThere.filter(({ since }) => since < until);
  // Where the configuration does not know the root any more, all count to which the run was ever to go.
  const wanted = run.wanted.length > 0 ? run.wanted : run.deliveries.map(({ destination }) => destination);
  const slots = new Set([...sealedThere.map(({ destination }) => destination), ...wanted]);
  const places = [...slots]
    .sort((a, b) => a - b)
    .map((slot): [Slot, PlaceHistory] => {
      const confirmed = run.deliveries.find(one => one.destination === slot)?.lastConfirmed;
      const isReadBack = confirmed !== undefined && confirmed < until;
      const isSealed = sealedThere.some(({ destination }) => destination === slot);
      return [slot, { slot, confirmed: [], reverified: [], isReadBack, isSealed }];
    });
  const seal = before.find(one => one.sealed !== undefined)?.sealed?.seal;
  return {
    run,
    sealed: before.length === 0 ? undefined : { at: undefined, seal, key: undefined },
    troubles: [],
    addenda: [],
    places: new Map(places),
    quarantinedSince: undefined,
  };
}

function take(history: RunHistory, { kind, at, destination, detail }: EventFacts): void {
  const place = destination === undefined ? undefined : history.places.get(destination);
  const code = text(detail.code);
  const files = typeof detail.files === 'number' ? detail.files : undefined;
  switch (kind) {
    case 'sealed':
      history.quarantinedSince = undefined;
      // A run that went on after a crash is said to be sealed again; the first time counts.
      if (history.sealed?.at !== undefined) return;
      history.sealed = {
        at,
        seal: text(detail.seal) ?? history.sealed?.seal,
        key: text(detail.key),
      };
      return;
    case 'addendum':
      history.addenda.push({ at, files });
      return;
    case 'confirmed':
      place?.confirmed.push({ at, code: undefined, files });
      if (place !== undefined) place.isReadBack = true;
      return;
    case 'reverified':
      place?.reverified.push({ at, code: undefined, files });
      if (place !== undefined) place.isReadBack = true;
      return;
    case 'reverify-failed':
      place?.reverified.push({ at, code: code ?? 'INTERNAL', files });
      return;
    case 'alarm':
    case 'quarantined':
    case 'stale':
    case 'unsealed':
    case 'released': {
      const trouble: Trouble = { at, kind, code, destination };
      history.troubles.push(trouble);
      // Of a sealed run at a destination: what was read back there.
      if (kind === 'alarm' && history.sealed !== undefined) place?.confirmed.push({ at, code, files });
      if (kind === 'quarantined') history.quarantinedSince = trouble;
      if (kind === 'released') history.quarantinedSince = undefined;
    }
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
