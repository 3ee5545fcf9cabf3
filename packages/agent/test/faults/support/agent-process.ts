import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AgentEvent } from '../../../src/events/event.ts';
import type { Said, Setup } from './agent-under-faults.ts';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface AgentProcessOptions extends Setup {
  /** Is asked whenever the agent has nothing to do, which waits for the answer: whether it is to go on. */
  readonly idle: (child: ChildProcess) => Promise<boolean>;
  readonly event?: (event: AgentEvent, child: ChildProcess) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

export interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly status: number | null;
  /** Events and errors, for people. */
  readonly said: string;
}

/** Starts an agent as a process of its own and waits for its end. */
export async function agentProcess(options: AgentProcessOptions): Promise<Ended> {
  const { landing, state, config, destinations, idle, event, env, uid, gid } = options;
  const setup: Setup = { landing, state, config, destinations };
  const child = spawn(
    process.execPath,
    ['--import', file('watched-process.ts'), file('agent-under-faults.ts'), JSON.stringify(setup)],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, SEQWARDEN_SOURCE: landing, ...env },
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    },
  );
  const said: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  child.on('message', (message: Said) => {
    if (message.kind === 'event') {
      said.push(JSON.stringify(message.event));
      event?.(message.event, child);
    } else
      idle(child).then(
        goesOn => void (child.connected && child.send(goesOn ? 'go' : 'end', () => {})),
        error => {
          said.push(String(error));
          child.kill('SIGTERM');
        },
      );
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, said: said.join('\n') }));
  });
}
