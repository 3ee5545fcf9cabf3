import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import { compareCheckpoint, type OwnTree } from './compare-checkpoint.ts';
import type { Seen } from './decide-opening.ts';

/** Where a checkpoint of the log may be seen: a destination, a witness, another machine. */
export interface PublishedSource {
  readonly label: string;
  /** The checkpoint's file; undefined: none was ever published there. It ends by itself: nobody but its source waits for it. */
  read(): Promise<Uint8Array | undefined>;
}

/** What lay at a place when it was asked. Ask before you look at the store, which others move on. */
export interface Published {
  readonly label: string;
  readonly file: Bytes | undefined;
  /** Why it could not be asked. */
  readonly failure: SeqwardenError | undefined;
}

export async function readPublished(sources: readonly PublishedSource[]): Promise<Published[]> {
  return Promise.all(
    sources.map(async source => {
      const { label } = source;
      try {
        const file = await source.read();
        return { label, file: file === undefined ? undefined : new Uint8Array(file), failure: undefined };
      } catch (error) {
        if (error instanceof SeqwardenError) return { label, file: undefined, failure: error };
        throw error;
      }
    }),
  );
}

export async function comparePublished(published: readonly Published[], own: OwnTree): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const { label, file, failure } of published) {
    const sighting =
      failure === undefined
        ? await compareCheckpoint(file, own)
        : ({ kind: 'unreachable', code: failure.code } as const);
    seen.push({ label, sighting });
  }
  return seen;
}
