import type { Reason } from './finding.ts';

/** A program of an installation that an entry may mean. */
export interface Link {
  /** Place among the installation's components; null: of the program nothing is known, or it is the instrument as such. */
  readonly component: number | null;
  /** Why it may be another. Empty: it is certain. */
  readonly doubts: readonly Doubt[];
  /** Lines of the overlay that led here. */
  readonly overlay: readonly string[];
  /** The product's name holds that of the program or the model, and is another: it counts only where the document does not name that itself. */
  readonly isHeld?: boolean;
}

/** Why an entry may be of another program or device. `outside`: it also leaves open what a version that lies outside would tell. */
export interface Doubt extends Reason {
  readonly outside: boolean;
}

export function unknownProgram(text: string): Doubt {
  return { code: 'PROGRAM_UNKNOWN', text, outside: true };
}

export function uncertain(text: string, outside: boolean): Doubt {
  return { code: 'INSTRUMENT_UNCERTAIN', text, outside };
}
