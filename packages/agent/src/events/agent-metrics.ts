import type { OutputState } from './dispatcher.ts';
import type { Metric, Sample } from './prometheus-text.ts';

/** What the agent knows of itself at one moment. Times in milliseconds since 1970; undefined: not yet. */
export interface AgentSnapshot {
  readonly version: string;
  readonly startedAt: number;
  /** When the service last got through all that it has to look at. */
  readonly turnAt: number | undefined;
  /** When a byte was last copied or read again. */
  readonly progressAt: number | undefined;
  readonly heartbeatAt: number | undefined;
  /** By state of the journal. */
  readonly runs: ReadonlyMap<string, number>;
  readonly roots: readonly { readonly name: string; readonly up: boolean }[];
  readonly destinations: readonly DestinationState[];
  /** By name of the event. */
  readonly events: ReadonlyMap<string, number>;
  readonly outputs: readonly OutputState[];
}

export interface DestinationState {
  readonly name: string;
  readonly up: boolean;
  /** Since the start of the agent. */
  readonly copiedBytes: number;
  readonly copiedFiles: number;
  /** Seen in the source and not there yet. */
  readonly backlogBytes: number;
  readonly backlogFiles: number;
  /** undefined where a place does not tell. */
  readonly freeBytes: number | undefined;
}

/**
 * All metrics. Moments are given as times, not as ages: an age in a file that nobody writes any more would stand still, while
 * `time() - seqwarden_last_progress_timestamp_seconds` goes on growing.
 */
export function agentMetrics(now: AgentSnapshot): Metric[] {
  const { destinations, outputs } = now;
  return [
    gauge('info', 'Version of the agent; always 1.', [{ labels: { version: now.version }, value: 1 }]),
    gauge('start_timestamp_seconds', 'When the agent started.', at(now.startedAt)),
    gauge(
      'last_turn_timestamp_seconds',
      'When the agent last got through all that it looks at.',
      at(now.turnAt),
    ),
    gauge(
      'last_progress_timestamp_seconds',
      'When a byte was last copied or read again.',
      at(now.progressAt),
    ),
    gauge('last_heartbeat_timestamp_seconds', 'When a heartbeat was last taken.', at(now.heartbeatAt)),
    gauge('runs', 'Runs by their state.', by('state', now.runs)),
    gauge(
      'source_up',
      '1 where the root can be read.',
      each('root', now.roots, root => Number(root.up)),
    ),
    gauge(
      'destination_up',
      '1 where the destination can be used.',
      each('destination', destinations, one => Number(one.up)),
    ),
    gauge(
      'destination_free_bytes',
      'Free space, where the destination tells.',
      each('destination', destinations, one => one.freeBytes),
    ),
    gauge(
      'backlog_bytes',
      'Bytes seen in the source and not at the destination.',
      each('destination', destinations, one => one.backlogBytes),
    ),
    gauge(
      'backlog_files',
      'Files seen in the source and not at the destination.',
      each('destination', destinations, one => one.backlogFiles),
    ),
    counter(
      'copied_bytes_total',
      'Bytes copied since the start.',
      each('destination', destinations, one => one.copiedBytes),
    ),
    counter(
      'copied_files_total',
      'Files copied since the start.',
      each('destination', destinations, one => one.copiedFiles),
    ),
    counter('events_total', 'Events since the start, see EVENTS.md.', by('event', now.events)),
    gauge(
      'output_up',
      '1 where notifications are delivered.',
      each('output', outputs, one => Number(one.up)),
    ),
    gauge(
      'output_waiting_events',
      'Events that wait for delivery.',
      each('output', outputs, one => one.waiting),
    ),
    counter(
      'output_dropped_events_total',
      'Events that were not delivered.',
      each('output', outputs, one => one.dropped),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `seqwarden_${name}`, help, type: 'gauge', samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `seqwarden_${name}`, help, type: 'counter', samples };
}

function at(ms: number | undefined): Sample[] {
  return ms === undefined ? [] : [{ value: ms / 1000 }];
}

function by(label: string, counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function each<T extends { readonly name: string }>(
  label: string,
  items: readonly T[],
  read: (item: T) => number | undefined,
): Sample[] {
  return items.flatMap(item => {
    const value = read(item);
    return value === undefined ? [] : [{ labels: { [label]: item.name }, value }];
  });
}
