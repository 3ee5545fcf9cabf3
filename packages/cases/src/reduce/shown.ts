import { identityOf, type ProgramIdentity } from '@seqwarden/advisory/program';
import { type PatchPredicate, programKey } from '@seqwarden/proof/acts';
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
  /** Programs that it changed, and of which runs can tell. */
  readonly visible: readonly Program[];
}

type Software = PatchPredicate['software'][number];
type Program = Pick<Software, 'component' | 'name'>;

/** The readings of one installation, to be asked about each of its patches. */
export class Readings {
  readonly all: readonly Reading[];
  /** Each program that was read, once. */
  readonly programs: readonly ProgramIdentity[];
  readonly #vendor: string | null;
  /** By kind alone, by kind and name, and those of a kind without a name: a program is what it is, however it is spelled. */
  readonly #groups: ReadonlyMap<string, readonly Reading[]>;
  readonly #timelines = new Map<string, VersionTimeline>();
  readonly #identities = new Map<string, ProgramIdentity>();

  /** @param vendor of the instrument */
  constructor(all: readonly Reading[], vendor: string | null) {
    this.all = all;
    this.#vendor = vendor;
    this.#groups = new Map([
      ...groupBy(all, ({ reading }) => this.#identityOf(reading).kind),
      ...groupBy(all, ({ reading }) => keyOf(this.#identityOf(reading))),
    ]);
    this.programs = [...this.#identities.values()];
  }

  shownAfter({ act }: Placed<'patch'>): Shown {
    const { at, software } = act.predicate;
    const programs = software.flatMap(({ after, ...program }) => {
      const groups = this.#groupsOf(program);
      if (after === null || groups.length === 0) return [];
      const wasThere = this.#wasThere(at.from, groups, after);
      return [
        {
          program,
          shown: this.#after(at.until, groups, after),
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
      visible: visible.map(({ program }) => program),
    };
  }

  /** A program without a name is whatever is of this kind; of one that has neither, nothing can be read. */
  #groupsOf(program: Program): string[] {
    const identity = this.#identityOf(program);
    if (identity.name !== null) return [keyOf(identity), keyOf({ ...identity, name: null })];
    return identity.kind === 'other' ? [] : [identity.kind];
  }

  #identityOf(program: Program): ProgramIdentity {
    const key = programKey(program);
    const known = this.#identities.get(key);
    if (known !== undefined) return known;
    const identity = identityOf(program, this.#vendor);
    this.#identities.set(key, identity);
    return identity;
  }

  /** Whether the last that was read of it before was this version already, or a newer one, whatever the record of the patch says. */
  #wasThere(moment: string, groups: readonly string[], version: string): boolean {
    const last = groups
      .flatMap(group => this.#timeline(group)?.lastBefore(moment) ?? [])
      .sort((a, b) => compareText(a.at.until, b.at.until) || byReading(a, b))
      .at(-1);
    return last !== undefined && (compareInstalled(last.version, version) ?? -1) >= 0;
  }

  #after(moment: string, groups: readonly string[], version: string): ShownVersion {
    const shown = groups.flatMap(group => this.#timeline(group)?.after(moment, version) ?? []);
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

function keyOf({ kind, name }: ProgramIdentity): string {
  return JSON.stringify([kind, name]);
}

/** Whether a run can tell the program after the patch from that before it; of one that nobody looked at before, nothing can. */
function isVisible(before: string | null, after: string): boolean {
  return before !== null && compareInstalled(before, after) !== 0;
}

function first(readings: readonly (Reading | undefined)[]): Reading | undefined {
  return readings.filter(one => one !== undefined).sort(byReading)[0];
}
