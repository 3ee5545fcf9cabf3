import type { StampedEvent } from './stamped-event.ts';

/** What an output does with what waits for it: send these now, or ask again after a time. */
export type NextStep = { readonly send: readonly StampedEvent[] } | { readonly waitMs: number };

/**
 * One way by which events leave the agent. Its courier holds the queue, the time limit and the retries; an output only says what it would
 * send next and sends it. A send begins when the one before is over, or
 * was left behind because it did not heed its signal.
 */
export interface Output {
  /** Kind and number, as `mail-1`. Never an address. */
  readonly name: string;
  /** On this host: gets fields that must not leave it. */
  readonly local: boolean;
  wants(event: StampedEvent): boolean;
  /** Pure. `waiting` is not empty, the oldest is first; `now` in milliseconds of a clock that never jumps. */
  next(waiting: readonly StampedEvent[], now: number): NextStep;
  /** Resolves when the other side has taken the events over. Rejects with {@link OutputError}; then the same are sent again later. */
  send(events: readonly StampedEvent[], signal: AbortSignal): Promise<void>;
  /** After a send that was good. */
  sent?(events: readonly StampedEvent[], now: number): void;
}

/** Why a send failed, in one word of capitals, digits and underscores: it gets into events, so nothing of an address or an answer is in it. */
export class OutputError extends Error {
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'OutputError';
    this.reason = reason;
  }
}

/** The reason of any error: ours, that of an error code of the system or of TLS, else FAILED. */
export function reasonOf(error: unknown): string {
  if (error instanceof OutputError) return error.reason;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return 'TIMEOUT';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'FAILED';
}

/** An output without a plan of its own sends one event at a time. */
export function oneByOne(waiting: readonly StampedEvent[]): NextStep {
  return { send: waiting.slice(0, 1) };
}
