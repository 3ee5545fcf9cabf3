import { randomUUID } from 'node:crypto';
import { Courier, type CourierOptions } from './courier.ts';
import type { AgentEvent, EventName } from './event.ts';
import type { Output } from './output.ts';
import { type StampedEvent, stampEvent, withoutLocal } from './stamped-event.ts';

/** State of the outputs, for the text file and for status. */
export interface OutputState {
  readonly name: string;
  readonly up: boolean;
  readonly waiting: number;
  readonly dropped: number;
}

export interface DispatcherOptions
  extends Pick<CourierOptions, 'backOff' | 'longestSendMs' | 'most' | 'mostAlarms'> {
  readonly now?: () => Date;
}

/** Gives each event to all outputs that ask for it. An output that fails, hangs or is slow delays only itself. */
export class Dispatcher {
  readonly #couriers: readonly Courier[];
  readonly #now: () => Date;
  readonly #counts = new Map<EventName, number>();

  constructor(outputs: readonly Output[], { now = () => new Date(), ...options }: DispatcherOptions = {}) {
    this.#now = now;
    this.#couriers = outputs.map(output => {
      const courier: Courier = new Courier(output, {
        ...options,
        onDown: reason => this.emit({ event: 'output-down', output: output.name, reason }),
        onBack: dropped => this.#back(courier, dropped),
      });
      return courier;
    });
  }

  /** Returns at once and never throws. `run` and `file` are given raw. */
  emit(event: AgentEvent): void {
    const stamped = this.#stamp(event);
    for (const courier of this.#couriers) offer(courier, stamped);
  }

  /** Ends all outputs: what can be delivered within `graceMs` is. */
  async close(graceMs = 5000): Promise<void> {
    await Promise.all(this.#couriers.map(courier => courier.close(graceMs)));
  }

  get outputs(): readonly OutputState[] {
    return this.#couriers.map(courier => ({
      name: courier.output.name,
      up: courier.isUp,
      waiting: courier.waiting,
      dropped: courier.droppedInAll,
    }));
  }

  /** Events since the start, by name. */
  get counts(): ReadonlyMap<EventName, number> {
    return this.#counts;
  }

  #back(courier: Courier, dropped: number): void {
    const stamped = this.#stamp({ event: 'output-back', output: courier.output.name, dropped });
    for (const other of this.#couriers) if (other !== courier) offer(other, stamped);
    // Whoever missed something is told, whatever it asks for.
    if (dropped > 0 || courier.output.wants(stamped)) courier.tell(withoutLocal(stamped));
  }

  #stamp(event: AgentEvent): StampedEvent {
    this.#counts.set(event.event, (this.#counts.get(event.event) ?? 0) + 1);
    return stampEvent(event, this.#now(), randomUUID());
  }
}

function offer(courier: Courier, event: StampedEvent): void {
  const { output } = courier;
  if (output.wants(event)) courier.offer(output.local ? event : withoutLocal(event));
}
