import type { Reply, Request } from './messages.ts';

/** The worker's program; the build puts it here, so that the page's one digest covers it too. */
declare const WORKER_PROGRAM: string;

interface ScriptAddresses {
  createScriptURL(address: string): string;
}

/** Trusted Types, where the browser has them: this policy is the only one that the page allows, and it is for the worker's address. */
declare const trustedTypes:
  | { createPolicy(name: string, rules: ScriptAddresses): ScriptAddresses }
  | undefined;

export interface PageWorker {
  ask(request: Request): void;
}

export function startWorker(
  onReply: (reply: Reply) => void,
  onFailure: (message: string) => void,
): PageWorker {
  const address = URL.createObjectURL(new Blob([WORKER_PROGRAM], { type: 'text/javascript' }));
  const asIs: ScriptAddresses = { createScriptURL: address => address };
  const addresses =
    typeof trustedTypes === 'undefined' ? asIs : trustedTypes.createPolicy('seqwarden-worker', asIs);
  const worker = new Worker(addresses.createScriptURL(address));
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data));
  worker.addEventListener('error', ({ message }) => onFailure(message));
  return { ask: request => worker.postMessage(request) };
}
