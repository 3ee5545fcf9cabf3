import type { BytesOfPage, Reply, Request } from './messages.ts';

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
  onReply: (reply: Exclude<Reply, { kind: 'read' }>) => void,
  onFailure: (message: string) => void,
): PageWorker {
  const address = URL.createObjectURL(new Blob([WORKER_PROGRAM], { type: 'text/javascript' }));
  const asIs: ScriptAddresses = { createScriptURL: address => address };
  const addresses =
    typeof trustedTypes === 'undefined' ? asIs : trustedTypes.createPolicy('seqwarden-worker', asIs);
  const worker = new Worker(addresses.createScriptURL(address));
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if (data.kind === 'read') void giveBytes(worker, data);
    else onReply(data);
  });
  worker.addEventListener('error', ({ message }) => onFailure(message));
  return { ask: request => worker.postMessage(request) };
}

async function giveBytes(worker: Worker, { number, file }: Extract<Reply, { kind: 'read' }>): Promise<void> {
  const give = (answer: BytesOfPage, moved: Transferable[] = []) => worker.postMessage(answer, moved);
  try {
    const bytes = await file.arrayBuffer();
    give({ kind: 'bytes', number, bytes }, [bytes]);
  } catch (error) {
    give({ kind: 'unread', number, error: error instanceof DOMException ? error.name : String(error) });
  }
}
