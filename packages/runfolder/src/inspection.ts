import type { Completion } from './completion.ts';
import type { ExpectedFiles } from './expected-files.ts';
import type { Fact } from './fact.ts';
import type { Layout } from './location.ts';
import type { Model } from './models.ts';
import type { Read } from './run-info.ts';
import type { Warning } from './warnings.ts';

/** What a run folder says of itself. The keys stand in the order of the printed JSON. */
export interface Inspection {
  readonly runId: Fact<string>;
  /** The folder's own name, for display only: labs rename folders, so nothing is concluded from it. */
  readonly folderName: string;
  /** From the names of the base-call files; where there are none, from the model if it has only one layout. */
  readonly layout: Layout | 'unknown';
  /** The serial is one that the simulator makes (`SIM` and four digits). */
  readonly simulated: boolean;
  readonly instrument: {
    readonly vendor: Fact<'Illumina'>;
    readonly model: Fact<Model>;
    /** As recorded; a lab may have put an alias there (warning SERIAL_UNRECOGNISED). */
    readonly serial: Fact<string>;
    readonly mode: Fact<Mode>;
  };
  readonly software: {
    readonly control: { readonly name: Fact<string>; readonly version: Fact<string> };
    readonly rta: Fact<string>;
    readonly universalCopyService: Fact<string>;
    readonly localRunManager: Fact<string>;
  };
  /** Flow cell; for an iScan the BeadChip's barcode. */
  readonly flowCell: Fact<string>;
  readonly reads: Fact<readonly Read[]>;
  /** Counts of distinct lanes, surfaces and tiles (over all lanes): of the tile list where there is one. */
  readonly lanes: Fact<number>;
  readonly surfaces: Fact<number>;
  readonly tiles: Fact<number>;
  readonly completion: Completion;
  readonly files: ExpectedFiles;
  readonly warnings: readonly Warning[];
}

/** What a run was made in. Never concluded from a serial prefix: M7, NDX and ADX machines run both. */
export type Mode = 'dx' | 'ruo';
