import { SeqwardenError } from '@seqwarden/proof';

/** How long a call may take that lets go of what was taken, after somebody asked for an end. */
const LEAVE_MS = 5_000;

/**
 * Ends what is under way at a store when somebody asks for it. Calls that begin later get a short time each: by them a lock is given back and an
 * upload aborted, and a store that is silent holds nobody.
 */
export class Interruption {
  readonly #stop = new AbortController();

  /** To be asked once for each call: aborted when it is to end. */
  forCall(): AbortSignal {
    return this.#stop.signal.aborted ? AbortSignal.timeout(LEAVE_MS) : this.#stop.signal;
  }

  interrupt(): void {
    this.#stop.abort();
  }
}

/** What `work` gives, or INTERRUPTED as soon as `end` is aborted; what comes of it then is nobody's affair. */
export function endedBy<T>(end: AbortSignal, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new SeqwardenError('INTERRUPTED', `${what}: interrupted`));
    if (end.aborted) onAbort();
    end.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => end.removeEventListener('abort', onAbort));
  });
}
