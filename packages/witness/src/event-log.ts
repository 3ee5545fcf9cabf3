/** What may stand in a line: of a request only what a known log's key has signed. */
export type EventFields = Readonly<Record<string, string | number | null | Readonly<Record<string, number>>>>;

const EVERY_MS = 60_000;

/**
 * JSON lines on what a witness does. Requests that no known log signed are counted, and told once a minute: whoever can reach the witness can make as many as he
 * likes, and what they say is not repeated.
 */
export class EventLog {
  readonly #write: (line: string) => void;
  readonly #now: () => Date;
  readonly #timer: NodeJS.Timeout;
  #refused = new Map<number, number>();

  constructor(write: (line: string) => void, now: () => Date) {
    this.#write = write;
    this.#now = now;
    this.#timer = setInterval(() => this.#tellRefused(), EVERY_MS).unref();
  }

  say(event: string, fields: EventFields = {}): void {
    this.#write(`${JSON.stringify({ at: this.#now().toISOString(), event, ...fields })}\n`);
  }

  /** One more request that was answered with this status and nothing else. */
  refused(status: number): void {
    this.#refused.set(status, (this.#refused.get(status) ?? 0) + 1);
  }

  /** What was counted is told now. */
  close(): void {
    clearInterval(this.#timer);
    this.#tellRefused();
  }

  #tellRefused(): void {
    if (this.#refused.size === 0) return;
    this.say('refused', { answers: Object.fromEntries([...this.#refused].sort()) });
    this.#refused = new Map();
  }
}
