import type { ComponentKind, Source, Stated, StatedFix, StatedMitigation, TimeSpan } from './inventory.ts';

/** What a person wrote into the file of stated facts (FORMATS.md 25.3). */
export interface StatedFacts {
  readonly instruments: readonly StatedInstrument[];
}

export const NOTHING_STATED: StatedFacts = { instruments: [] };

export interface StatedInstrument {
  /** Its name in the file; for messages. */
  readonly name: string;
  readonly vendor: string;
  readonly model: string | null;
  readonly serial: string;
  readonly aliases: readonly string[];
  readonly regulatoryStatus: Stated<'ivd' | 'ruo'> | null;
  readonly use: Stated<'clinical' | 'research' | 'mixed'> | null;
  /** IANA name. */
  readonly zone: string | null;
  readonly source: Source & { readonly kind: 'stated' };
  /** By id. */
  readonly installations: readonly StatedInstallation[];
}

export interface StatedInstallation {
  readonly id: string;
  readonly software: readonly StatedSoftware[];
  readonly fixes: readonly StatedFix[];
  readonly mitigations: readonly StatedMitigation[];
}

export interface StatedSoftware {
  readonly component: ComponentKind;
  readonly name: string | null;
  readonly version: string | null;
  /** The day on which it was seen. */
  readonly at: TimeSpan;
  readonly source: Source & { readonly kind: 'stated' };
}
