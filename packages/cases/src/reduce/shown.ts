import type { PatchPredicate } from '@seqwarden/proof/acts';
import { compareText, groupBy } from './order.ts';
import type { Placed } from './placed.ts';
import { byReading, type Reading } from './reading.ts';
import { compareInstalled } from './version-order.ts';
import { type ShownVersion, VersionTimeline } from './version-timeline.ts';

/** What readings of times that lie wholly after a patch show of the programs that it changed. */
export interface Shown {
  /** The first that shows an older version than the patch left; a person's word is enough. */
  readonly older: Reading | undefined;
  /** With it, runs have shown all that the patch changed. undefined also where it changed nothing that a run shows. */
  readonly seen: Reading | undefined;
  /** The first that cannot be compared. */
  readonly unclear: Reading | undefined;
}

type Software = PatchPredicate['software'][number];

/** The readings of one installation, to be asked about each of its patches. */
export class Readings {
  readonly all: readonly Reading[];
  /** By component alone, by component and name, and those of a component without a name. */
  readonly #groups: ReadonlyMap<string, readonly Reading[]>;
  readonly #timelines = new Map<string, VersionTimeline>();

  constructor(all: readonly Reading[]) {
    this.all = all;
    this.#groups = new Map([
      ...groupBy(all, ({ reading }) => reading.component),
      ...groupBy(all, ({ reading }) => JSON.stringify([reading.component, reading.name])),
    ]);
  }

  shownAfter({ act }: Placed<'patch'>): Shown {
    const { at, software } = act.predicate;
    const programs = software.flatMap(({ after, ...program }) => {
      if (after === null || (program.component === 'other' && program.name === null)) return [];
      const wasThere = this.#wasThere(at.from, program, after);
      return [
        {
          shown: this.#after(at.until, program, after),
          isVisible: isVisible(program.before, after) && !wasThere,
        },
      ];
    });
    const visible = programs.filter(one => one.isVisible);
    const seen = visible.flatMap(({ shown }) => shown.seen ?? []).sort(byReading);
    return {
      older: first(programs.map(({ shown }) => shown.older)),
      seen: seen.length === visible.length ? seen.at(-1) : undefined,
      unclear: first(visible.map(({ shown }) => shown.unclear)),
    };
  }

  /** Whether the last that was read of it before was this version already, or a newer one, whatever the record of the patch says. */
  #wasThere(moment: string, program: Pick<Software, 'component' | 'name'>, version: string): boolean {
    const last = groupsOf(program)
      .flatMap(group => this.#timeline(group)?.lastBefore(moment) ?? [])
      .sort((a, b) => compareText(a.at.until, b.at.until) || byReading(a, b))
      .at(-1);
    return last !== undefined && (compareInstalled(last.version, version) ?? -1) >= 0;
  }

  #after(moment: string, program: Pick<Software, 'component' | 'name'>, version: string): ShownVersion {
    const shown = groupsOf(program).flatMap(group => this.#timeline(group)?.after(moment, version) ?? []);
    return {
      older: first(shown.map(({ older }) => older)),
      seen: first(shown.map(({ seen }) => seen)),
      unclear: first(shown.map(({ unclear }) => unclear)),
    };
  }

  #timeline(group: string): VersionTimeline | undefined {
    const known = this.#timelines.get(group);
    const readings = this.#groups.get(group);
    if (known !== undefined || readings === undefined) return known;
    const timeline = new VersionTimeline(readings);
    this.#timelines.set(group, timeline);
    return timeline;
  }
}

/** A program without a name is whatever has this component. */
function groupsOf({ component, name }: Pick<Software, 'component' | 'name'>): string[] {
  return name === null ? [component] : [JSON.stringify([component, name]), JSON.stringify([component, null])];
}

/** Whether a run can tell the program after the patch from that before it; of one that nobody looked at before, nothing can. */
function isVisible(before: string | null, after: string): boolean {
  return before !== null && compareInstalled(before, after) !== 0;
}

function first(readings: readonly (Reading | undefined)[]): Reading | undefined {
  return readings.filter(one => one !== undefined).sort(byReading)[0];
}
