import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { Dispatcher } from '../events/dispatcher.ts';
import { Heartbeat } from '../events/heartbeat.ts';
import { openOutputs } from '../events/open-outputs.ts';
import { runAgent } from './agent-loop.ts';
import type { AgentConfig } from './config/agent-config.ts';
import type { Sealing } from './finish-run.ts';

export interface ServeOptions extends Sealing {
  readonly config: Pick<AgentConfig, 'roots' | 'destinations' | 'notify'>;
  readonly stateFolder: string;
  readonly signal: AbortSignal;
}

/** The agent as a service: real clocks, and its events to the outputs of the configuration. Throws as {@link runAgent}, and CONFIG_UNUSABLE. */
export async function serve(options: ServeOptions): Promise<void> {
  const { config } = options;
  refuseUnused(config);
  const { outputs, heartbeat, ca } = openOutputs(config.notify);
  const dispatcher = new Dispatcher(outputs);
  let turnAt = performance.now();
  const beat =
    heartbeat &&
    new Heartbeat(
      {
        ...heartbeat,
        ca,
        onDown: reason => dispatcher.emit({ event: 'output-down', output: 'heartbeat', reason }),
        onBack: () => dispatcher.emit({ event: 'output-back', output: 'heartbeat', dropped: 0 }),
      },
      () => ({ turnAt, transfers: [] }),
    );
  try {
    await runAgent({
      ...options,
      clock: () => performance.now(),
      sleep: (ms, ended) => setTimeout(ms, undefined, { signal: ended }).catch(() => {}),
      emit: event => dispatcher.emit(event),
      onTurn: () => {
        turnAt = performance.now();
      },
    });
    dispatcher.emit({ event: 'stopped' });
  } catch (error) {
    dispatcher.emit({
      event: 'stopped',
      ...(error instanceof SeqwardenError && { code: error.code }),
    });
    throw error;
  } finally {
    beat?.stop();
    await dispatcher.close();
  }
}

/** What can be configured and nothing acts on: who relied on it would be deceived. Throws CONFIG_UNUSABLE. */
export function refuseUnused({ notify }: ServeOptions['config']): void {
  if (notify.textfile === undefined) return;
  throw new SeqwardenError(
    'CONFIG_UNUSABLE',
    'notify.textfile: nothing acts on it in this version; leave it out',
  );
}
