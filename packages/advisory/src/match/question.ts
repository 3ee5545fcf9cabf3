import type { Installation, Instrument } from '../inventory/inventory.ts';
import type { PreparedAdvisory, PreparedVulnerability } from './listing.ts';

/** One vulnerability of one advisory, and one installation. */
export interface Question {
  readonly prepared: PreparedAdvisory;
  readonly vulnerability: PreparedVulnerability;
  readonly instrument: Instrument;
  readonly installation: Installation;
}
