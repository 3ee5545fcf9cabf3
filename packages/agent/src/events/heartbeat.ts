import { isAlive, type Pulse } from './heartbeat-decision.ts';
import { httpSend } from './http-send.ts';
import { reasonOf } from './output.ts';

export interface HeartbeatOptions {
  readonly url: string;
  readonly everyMs: number;
  readonly ca: readonly string[] | undefined;
  readonly patienceMs?: number;
  /** Told once when beats are not taken any more, and once when they are again. Silence because nothing moves is neither. */
  readonly onDown: (reason: string) => void;
  readonly onBack: () => void;
}

/** Asks an address at an interval, for as long as the agent is alive by {@link isAlive}; whoever waits there notices a dead agent. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #pulse: () => Pulse;
  readonly #ended = new AbortController();
  #takenAt: number | undefined;
  #isUp = true;
  #beating = false;
  readonly #timer: NodeJS.Timeout;

  /** Begins at once. `pulse` is asked before each beat. */
  constructor(options: HeartbeatOptions, pulse: () => Pulse) {
    this.#options = options;
    this.#pulse = pulse;
    this.#timer = setInterval(() => void this.#beat(), options.everyMs).unref();
    void this.#beat();
  }

  /** When a beat was last taken, in milliseconds since 1970. */
  get takenAt(): number | undefined {
    return this.#takenAt;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#ended.abort();
  }

  async #beat(): Promise<void> {
    if (this.#beating || !isAlive(this.#pulse(), performance.now(), this.#options.patienceMs)) return;
    this.#beating = true;
    try {
      const { url, ca } = this.#options;
      const message = { method: 'GET', headers: { 'user-agent': 'seqwarden' }, body: '' } as const;
      await httpSend(url, message, { ca, signal: this.#ended.signal });
      this.#takenAt = Date.now();
      if (!this.#isUp) this.#options.onBack();
      this.#isUp = true;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      if (this.#isUp) this.#options.onDown(reasonOf(error));
      this.#isUp = false;
    } finally {
      this.#beating = false;
    }
  }
}
