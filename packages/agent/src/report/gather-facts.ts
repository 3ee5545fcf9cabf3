import { basename } from 'node:path';
import type { BytePath } from '@seqwarden/proof';
import type { JournalReader } from '../journal/journal-reader.ts';
import type { EventRecord } from '../journal/records.ts';
import { AT_WORK } from './kept-event.ts';
import type { Month } from './month.ts';
import type { DestinationFacts, EventFacts, ReportFacts, RunFacts } from './report-facts.ts';

/** What the configuration says of names. */
export interface Named {
  readonly roots: readonly {
    readonly name: string;
    readonly path: string;
    readonly destinations: readonly string[];
  }[];
  readonly destinations: readonly Pick<DestinationFacts, 'name' | 'confirm'>[];
}

/** What a report on a month is made of, from the journal, if there is one. Without a configuration roots have numbers, since their paths speak of this host. */
export function gatherFacts(
  journal: JournalReader | undefined,
  named: Named | undefined,
  month: Month,
  writtenAt: Date,
): ReportFacts {
  const slots = [...(journal?.destinations() ?? [])];
  const destinations = new Map(
    slots.map(([slot, name]): [number, DestinationFacts] => {
      const known = named?.destinations.find(one => one.name === name);
      return [slot, { name, id: journal?.placeOf(slot), confirm: known?.confirm ?? true }];
    }),
  );
  const numbers = new Map<BytePath, string>();
  const runs = Array.from(journal?.runs() ?? [], ({ id, name, root, firstSeen }): RunFacts => {
    const config = named?.roots.find(one => Buffer.from(one.path).toString('latin1') === root);
    if (!numbers.has(root)) numbers.set(root, config?.name ?? `root ${numbers.size + 1}`);
    const wanted = slots.filter(([, one]) => config?.destinations.includes(one)).map(([slot]) => slot);
    return {
      id,
      // A root that is itself a run has no name below it.
      name: name === '' ? basename(root) : name,
      firstSeen,
      root: numbers.get(root) ?? '',
      deliveries: journal?.deliveries(id) ?? [],
      wanted,
    };
  });
  const events = Array.from(journal?.events(0) ?? [], factsOf).filter(one => isWithin(one, month));
  return { month, writtenAt, runs, destinations, events };
}

/** A detail of another form is none of ours: it says nothing. */
function factsOf({ at, run, destination, kind, detail }: EventRecord): EventFacts {
  return { at, run, destination, kind, detail: detailOf(detail) };
}

function detailOf(text: string): EventFacts['detail'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(
        (entry): entry is [string, string | number] =>
          typeof entry[1] === 'string' || typeof entry[1] === 'number',
      ),
    );
  } catch {
    return {};
  }
}

/** What began in the month or before; of an agent at work also what has gone on since. */
function isWithin({ at, kind, detail }: EventFacts, { until }: Month): boolean {
  return (kind === AT_WORK ? new Date(`${detail.from}`) : at) < until;
}
