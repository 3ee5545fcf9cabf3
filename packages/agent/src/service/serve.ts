import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { Dispatcher } from '../events/dispatcher.ts';
import { Heartbeat } from '../events/heartbeat.ts';
import { openOutputs } from '../events/open-outputs.ts';
import { AgentFiles } from './agent-files.ts';
import type { AgentOptions } from './agent-loop.ts';
import type { AgentView } from './agent-view.ts';
import type { AgentConfig } from './config/agent-config.ts';
import type { Sealing } from './run/finish-run.ts';
import { runAgent } from './run-agent.ts';

export interface ServeOptions extends Sealing, Pick<AgentOptions, 'log' | 'nextKey'> {
  readonly config: Pick<AgentConfig, 'roots' | 'destinations' | 'notify'>;
  readonly stateFolder: string;
  readonly signal: AbortSignal;
}

/** The agent as a service: real clocks, and its events to the outputs of the configuration. Throws as {@link runAgent}, and CONFIG_UNUSABLE. */
export async function serve(options: ServeOptions): Promise<void> {
  const { config } = options;
  const { outputs, heartbeat, ca } = openOutputs(config.notify);
  const dispatcher = new Dispatcher(outputs);
  const clock = () => performance.now();
  let turnAt = clock();
  let view: AgentView | undefined;
  const beat =
    heartbeat &&
    new Heartbeat(
      {
        ...heartbeat,
        ca,
        onDown: reason => dispatcher.emit({ event: 'output-down', output: 'heartbeat', reason }),
        onBack: () => dispatcher.emit({ event: 'output-back', output: 'heartbeat', dropped: 0 }),
      },
      () => ({ turnAt, transfers: view?.transfers() ?? [] }),
    );
  const { stateFolder, version } = options;
  const { textfile } = config.notify;
  const heartbeatAt = () => beat?.takenAt;
  const files = new AgentFiles({ stateFolder, textfile, dispatcher, version, heartbeatAt, clock });
  try {
    await runAgent({
      ...options,
      clock,
      sleep: (ms, ended) => setTimeout(ms, undefined, { signal: ended }).catch(() => {}),
      emit: event => dispatcher.emit(event),
      onTurn: now => {
        turnAt = clock();
        view = now;
        files.turn(now);
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
    await files.close();
    await dispatcher.close();
  }
}
