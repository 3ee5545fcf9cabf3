import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  cosign,
  encodeSignatureLine,
  isSignedByLog,
  type Note,
  parseCheckpoint,
  parseNote,
  type VerifierKey,
  verifyConsistency,
} from '@seqwarden/proof/log';
import { type AddCheckpointRequest, parseAddCheckpoint } from './add-checkpoint-request.ts';
import type { EventLog } from './event-log.ts';
import { sha256 } from './sha256.ts';
import type { KnownLogs } from './state/known-logs.ts';
import type { Recorded, WitnessRecord } from './state/record.ts';
import type { WitnessKey } from './state/witness-key.ts';

/** What is answered. `known` is the size on record, told where the old size was another. */
export type Answer =
  | { readonly status: 200; readonly line: Bytes }
  | { readonly status: 409; readonly known: number | undefined }
  | { readonly status: 400 | 403 | 404 | 422 | 503 };

/** A clock may be set back by this many seconds, as time services do; then the former time is signed again. */
const CLOCK_TOLERANCE = 300;

/**
 * A witness after C2SP tlog-witness, without HTTP: of each known log it cosigns one history, by comparing what it is shown with what it has on
 * record. What was cosigned is on record, durably, before it is signed. May be called concurrently: from the look at the record to its
 * change nothing else runs.
 */
export class Witness {
  readonly #key: WitnessKey;
  readonly #record: WitnessRecord;
  readonly #events: EventLog;
  readonly #now: () => Date;
  #logs: KnownLogs;

  constructor(key: WitnessKey, logs: KnownLogs, record: WitnessRecord, events: EventLog, now: () => Date) {
    this.#key = key;
    this.#logs = logs;
    this.#record = record;
    this.#events = events;
    this.#now = now;
  }

  /** What a log had on record stays there when it is known no more. */
  know(logs: KnownLogs): void {
    this.#logs = logs;
  }

  /** Answers the body of an `add-checkpoint` request. Throws only where the record cannot be used; then nothing was signed. */
  async addCheckpoint(body: Bytes): Promise<Answer> {
    const request = parseAddCheckpoint(body);
    const shown = request && shownIn(request);
    if (request === undefined || shown === undefined) return { status: 400 };
    const { note, checkpoint } = shown;
    const keys = this.#logs.get(checkpoint.origin);
    if (keys === undefined) return { status: 404 };
    if (!(await isSignedByAny(note, keys))) return { status: 403 };
    if (request.oldSize > checkpoint.size) return { status: 400 };
    const decided = this.#decide(request, checkpoint, body);
    if (typeof decided !== 'number') return decided;
    const signature = await cosign(note, this.#key.verifier, decided, this.#key.sign);
    return { status: 200, line: encodeSignatureLine(signature) };
  }

  /** The seconds to sign, or the refusal. Without an await: nothing comes between the comparison and the change of the record. */
  #decide(request: AddCheckpointRequest, checkpoint: Checkpoint, body: Bytes): number | Answer {
    const { origin, size, root } = checkpoint;
    const latest = this.#record.latest(origin);
    const known = latest?.size ?? 0;
    // Asked first: it is proof, whatever old size came with it.
    if (latest !== undefined && size === known && !equalBytes(root, latest.root)) {
      this.#accuse('fork', checkpoint, latest, body);
      return { status: 409, known: request.oldSize === known ? undefined : known };
    }
    if (request.oldSize !== known) return { status: 409, known };
    const { proof } = request;
    const isConsistent =
      latest === undefined
        ? proof.length === 0
        : verifyConsistency(sha256, {
            oldSize: known,
            newSize: size,
            oldRoot: latest.root,
            newRoot: root,
            proof,
          });
    if (!isConsistent) {
      if (latest !== undefined && size > known) this.#accuse('suspect', checkpoint, latest, body);
      return { status: 422 };
    }
    return this.#accept(request, checkpoint, latest);
  }

  #accept(
    { checkpoint: note }: AddCheckpointRequest,
    checkpoint: Checkpoint,
    latest: Recorded | undefined,
  ): number | Answer {
    const { origin, size, root } = checkpoint;
    const seconds = this.#seconds(latest?.seconds ?? 0);
    if (seconds === undefined) return { status: 503 };
    if (latest === undefined || size > latest.size) {
      if (!this.#record.advance(origin, latest, { size, root, note, seconds }))
        throw new SeqwardenError('WITNESS_STATE_BUSY', 'somebody else changed the record');
      this.#events.say('cosigned', { origin, size, recorded: latest?.size ?? null });
    }
    return seconds;
  }

  /** Never before the time of the last cosignature: that one said what was the largest tree then. */
  #seconds(last: number): number | undefined {
    const now = Math.floor(this.#now().getTime() / 1000);
    if (now < last - CLOCK_TOLERANCE) return undefined;
    return Math.max(now, last);
  }

  /** Said once for each piece of evidence, since a request can be sent again without end. */
  #accuse(
    kind: 'fork' | 'suspect',
    { origin, size, root }: Checkpoint,
    latest: Recorded,
    request: Bytes,
  ): void {
    const seconds = Math.floor(this.#now().getTime() / 1000);
    const isNew = this.#record.keep({ origin, kind, seconds, size, root, recorded: latest.note, request });
    if (isNew) this.#events.say(kind, { origin, size, recorded: latest.size });
  }
}

function shownIn({
  checkpoint: file,
}: AddCheckpointRequest): { note: Note; checkpoint: Checkpoint } | undefined {
  try {
    const note = parseNote(file);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}

/** By at least one of the keys, and with no line that claims one of them and is wrong: such a note is malformed (C2SP signed-note). */
async function isSignedByAny(note: Note, keys: readonly VerifierKey[]): Promise<boolean> {
  try {
    const signed = await Promise.all(keys.map(key => isSignedByLog(note, key)));
    return signed.includes(true);
  } catch (error) {
    if (error instanceof SeqwardenError && error.code === 'CHECKPOINT_SIGNATURE_INVALID') return false;
    throw error;
  }
}
