/** What is known of an incident, for who writes of it to others. null: not known, and left blank. */
export interface IncidentFacts {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly awareOn: string | null;
  readonly windows: readonly { readonly from: string | null; readonly until: string | null }[];
  readonly instruments: readonly InstrumentFacts[];
  readonly runs: readonly RunFacts[];
  /** Name of the site. */
  readonly site: string | null;
  /** The day on which the draft is written. */
  readonly on: string;
}

/** Of one device, with all that is installed on it. */
export interface InstrumentFacts {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  /** `NextSeq Control Software 4.0.1.41`, each. */
  readonly software: readonly string[];
}

export interface RunFacts {
  readonly id: string | null;
  readonly flowCell: string | null;
  readonly seal: string | null;
}
