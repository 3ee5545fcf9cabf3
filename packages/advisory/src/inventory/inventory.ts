import type { Fact, SealPredicate } from '@seqwarden/proof';

/** A time that is known to lie between two instants (UTC, RFC 3339 with milliseconds). Doubt widens it, never moves it. */
export interface TimeSpan {
  readonly from: string;
  readonly until: string;
}

/** Where a fact was seen: a run, by what it says of itself and where it lay; or a person's word. Holds no path of a host and no person's name. */
export type Source =
  | {
      readonly kind: 'run';
      /** `Run/@Id`, where it is known. */
      readonly runId: string | null;
      /** Path below the root that was named, for display; null for a run that only the log knows. */
      readonly folder: string | null;
      /** Identity of the seal (SHA-256 of its statement), where the fact comes from one. */
      readonly seal: string | null;
    }
  | {
      readonly kind: 'stated';
      /** A role or key id, as the file of stated facts has it. */
      readonly by: string;
      /** A day, `YYYY-MM-DD`. */
      readonly on: string;
    };

/** What one run says. Its facts are those of a seal's predicate, so that a run and its seal give the same. */
export interface Reading extends Pick<SealPredicate, 'simulated' | 'instrument' | 'software'> {
  readonly source: Source & { readonly kind: 'run' };
  /** Not there: nobody asked. */
  readonly flowCell?: Fact;
  /** When the run began; null if nothing says. */
  readonly at: TimeSpan | null;
  /** The field that says so, as `Fact.from`. */
  readonly atFrom: string | null;
  /** True: its files name different instruments, of which `serial` is one. A seal does not tell. */
  readonly serialsDiffer?: boolean;
}

/** Of a run, and which field says it; null where that is not known. */
export interface FlowCellRead {
  readonly value: string;
  readonly from: string | null;
}

export interface Inventory {
  /** Sorted by vendor, model, serial. Without those of a simulator, unless they were asked for. */
  readonly instruments: readonly Instrument[];
  /** Readings of simulated runs that were left out. */
  readonly simulatedLeftOut: number;
  /** Folders that look like runs and could not be read, each with a code of the one table; and runs that name no instrument. */
  readonly unidentified: readonly {
    readonly folder: string;
    readonly code: string;
    readonly text: string;
  }[];
}

/** The device. One serial is one instrument, whatever was installed on it since. */
export interface Instrument {
  readonly vendor: string | null;
  readonly model: string | null;
  /** Without the suffix that a NextSeq 550Dx adds in research mode. Null: runs of this model that name no serial. */
  readonly serial: string | null;
  /** Other serials under which its runs stand: a lab's alias, stated by hand. */
  readonly aliases: readonly string[];
  /** A simulator's; its runs never stand among those of a real instrument. */
  readonly simulated: boolean;
  /** Why it may not be one device, or not the one that it seems: INSTRUMENT_UNCERTAIN. Empty: nothing speaks against it. */
  readonly doubts: readonly InstrumentDoubt[];
  /** IANA name of the site's time zone, stated by hand. */
  readonly zone: string | null;
  /** What the device is labelled; never concluded from a mode. */
  readonly regulatoryStatus: Stated<'ivd' | 'ruo'> | null;
  readonly use: Stated<'clinical' | 'research' | 'mixed'> | null;
  /** At least one. A dual-boot device has one for each mode that was seen or stated. Sorted by id. */
  readonly installations: readonly Installation[];
}

/**
 * - `MODELS_DIFFER`: runs (or a person) name different models under one serial; `model` is null then
 * - `MODEL_CONTRADICTED`: the fields of a run exclude each other: its software is not that of this instrument's model
 * - `SERIALS_DIFFER`: files of a run name different instruments, so that its software may be that of the other one
 * - `SERIAL_SHARED`: vendors differ under one serial, and readings without a vendor could be of either
 */
export interface InstrumentDoubt {
  readonly code: 'MODELS_DIFFER' | 'MODEL_CONTRADICTED' | 'SERIALS_DIFFER' | 'SERIAL_SHARED';
  /** For people. */
  readonly text: string;
  readonly source: Source;
}

export interface Stated<T extends string> {
  readonly value: T;
  readonly source: Source & { readonly kind: 'stated' };
}

/** One installed system: the unit that is affected, patched and proven. */
export interface Installation {
  /** Unique in its instrument: `main`, `dx`, `ruo`, `lrm-server`, or a name from the file of stated facts. */
  readonly id: string;
  readonly mode: 'dx' | 'ruo' | null;
  /** Sorted by component, then by name. */
  readonly components: readonly Component[];
  /** In order of time, those without one last. */
  readonly runs: readonly {
    readonly source: Source & { readonly kind: 'run' };
    readonly flowCell?: FlowCellRead | null;
    readonly at: TimeSpan | null;
  }[];
  readonly fixes: readonly StatedFix[];
  readonly mitigations: readonly StatedMitigation[];
}

export type ComponentKind = 'control' | 'universal-copy-service' | 'local-run-manager' | 'rta' | 'other';

/**
 * A program of an installation, and which versions of it were seen, in order of time: by `first.at.from`, then `first.at.until`, those without a time last.
 * Where times overlap, or are unknown, the last one need not be the newest: `current` says which may be.
 */
export interface Component {
  readonly kind: ComponentKind;
  /** As recorded: `NovaSeq Control Software`. Null where a kind has no recorded name (UCS, LRM). A program that was renamed is another component. */
  readonly name: string | null;
  readonly states: readonly ComponentState[];
}

/** A version over a time without another one in between. */
export interface ComponentState {
  /** Null: the program is there (a run id of it was recorded) but no version. */
  readonly version: string | null;
  readonly confidence: 'read' | 'inferred' | 'unknown' | 'stated';
  /** The field, or null for a stated one. */
  readonly from: string | null;
  readonly first: { readonly at: TimeSpan | null; readonly source: Source };
  readonly last: { readonly at: TimeSpan | null; readonly source: Source };
  /** How many runs show it. A stated one is shown by none. */
  readonly runs: number;
  /**
   * Whether this is what is installed, as far as anybody knows. `certain`: nothing else can be newer. `possible`: the times of this version and of another
   * overlap, or are unknown. `no`: another version was certainly seen later.
   */
  readonly current: 'certain' | 'possible' | 'no';
}

/** A patch that a person states, until cases record it as a signed statement. */
export interface StatedFix {
  readonly vulnerabilities: readonly string[];
  /** When it was done. */
  readonly at: TimeSpan;
  /** Digests of the installer that was run, hex. Null: none was noted. */
  readonly installer: { readonly sha256: string | null; readonly sha512: string | null } | null;
  /** SHA-256 of a document that shows it (service report, screenshot). */
  readonly evidence: string | null;
  readonly source: Source & { readonly kind: 'stated' };
}

export interface StatedMitigation {
  readonly vulnerabilities: readonly string[];
  readonly from: TimeSpan;
  readonly until: TimeSpan | null;
  readonly text: string;
  readonly source: Source & { readonly kind: 'stated' };
}
