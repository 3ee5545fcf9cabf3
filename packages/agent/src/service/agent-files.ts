import { join } from 'node:path';
import { agentMetrics } from '../events/agent-metrics.ts';
import type { Dispatcher } from '../events/dispatcher.ts';
import { prometheusText } from '../events/prometheus-text.ts';
import { SnapshotFile } from '../events/snapshot-file.ts';
import type { AgentView } from './agent-view.ts';
import { STATUS_FILE } from './status/agent-status.ts';

export interface AgentFilesOptions {
  readonly stateFolder: string;
  /** For the node exporter; undefined: none is wanted. */
  readonly textfile: string | undefined;
  readonly dispatcher: Dispatcher;
  readonly version: string;
  /** In milliseconds since 1970, when a heartbeat was last taken. */
  readonly heartbeatAt: () => number | undefined;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
}

/** Milliseconds between two snapshots, at least. */
const STATUS_EVERY = 5_000;
const METRICS_EVERY = 15_000;

/** The files in which the agent shows how things stand: for `status`, and for Prometheus. That one cannot be written is an event, and stops nothing. */
export class AgentFiles {
  readonly #o: AgentFilesOptions;
  readonly #status: SnapshotFile;
  readonly #metrics: SnapshotFile | undefined;

  constructor(options: AgentFilesOptions) {
    this.#o = options;
    const { stateFolder, textfile } = options;
    this.#status = this.#file('status', join(stateFolder, STATUS_FILE), 0o600, STATUS_EVERY);
    this.#metrics =
      textfile === undefined ? undefined : this.#file('textfile', textfile, 0o644, METRICS_EVERY);
  }

  turn(view: AgentView): void {
    this.#status.turn(() => `${JSON.stringify(view.status())}\n`);
    this.#metrics?.turn(() => this.#metricsText(view));
  }

  async close(): Promise<void> {
    await Promise.all([this.#status.close(), this.#metrics?.close()]);
  }

  #file(output: string, path: string, mode: number, everyMs: number): SnapshotFile {
    const { dispatcher, clock } = this.#o;
    return new SnapshotFile({
      ...{ path, mode, everyMs, clock },
      onDown: reason => dispatcher.emit({ event: 'output-down', output, reason }),
      onBack: () => dispatcher.emit({ event: 'output-back', output, dropped: 0 }),
    });
  }

  #metricsText(view: AgentView): string {
    const { version, dispatcher, heartbeatAt } = this.#o;
    const snapshot = {
      version,
      startedAt: view.startedAt,
      turnAt: view.now(),
      progressAt: view.progressAt(),
      heartbeatAt: heartbeatAt(),
      runs: view.runs(),
      roots: view.roots(),
      destinations: view.destinations(),
      events: dispatcher.counts,
      outputs: dispatcher.outputs,
    };
    return prometheusText(agentMetrics(snapshot));
  }
}
