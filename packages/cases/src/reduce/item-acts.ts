import type { Installed, ObservationPredicate } from '@seqwarden/proof/acts';
import type { RecordRef } from '../state/index.ts';
import type { Choice } from './parts.ts';
import type { Placed } from './placed.ts';
import type { Shown } from './shown.ts';

/** What an advisory says of one vulnerability on one installation, by an observation. */
export interface Found {
  readonly from: Placed<'observation'>;
  readonly advisory: NonNullable<ObservationPredicate['advisory']>;
  readonly finding: ObservationPredicate['findings'][number];
}

/** A patch, the checks of it that count, and what readings of later times show. */
export interface PatchActs {
  readonly patch: Placed<'patch'>;
  /** By place. */
  readonly checks: readonly Placed<'check'>[];
  readonly shown: Shown;
  /** It changed programs, and none that an advisory is about where it calls this installation affected. */
  readonly isOfAnother: boolean;
}

export interface MitigationActs {
  readonly begun: Placed<'mitigation'>;
  readonly ended: readonly Placed<'mitigation'>[];
  readonly checks: readonly Placed<'check'>[];
}

/** All that one vulnerability on one installation rests on. What is a list is in order of place. */
export interface ItemActs {
  readonly installed: Installed;
  readonly vulnerability: string;
  readonly found: readonly Found[];
  readonly decisions: readonly Placed<'decision'>[];
  readonly patches: readonly PatchActs[];
  /** Patches that were corrected, and by what. */
  readonly takenBack: readonly (PatchActs & { readonly by: RecordRef })[];
  /** Both as they were judged while decisions held that new bytes of their advisories have outdated. */
  readonly before: Pick<ItemActs, 'patches' | 'takenBack'>;
  readonly mitigations: readonly MitigationActs[];
  /** Of the cases in which a person chose this installation, those that are about the vulnerability. */
  readonly choices: readonly Choice[];
  /** Patches on this installation that were recorded for one of these cases before it had a vulnerability with a name. By identity. */
  readonly patchedForCase: readonly string[];
  /** For `case:<id>`: the documents' records that gave the matter its names since, by identity. */
  readonly namedSince: readonly string[];
  /** The records that say that it is out of use for good, by identity; empty: it is not. */
  readonly retired: readonly string[];
}
