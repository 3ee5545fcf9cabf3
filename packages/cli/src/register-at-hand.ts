import type { AccountLog } from '@seqwarden/agent/register';
import type { Trust } from '@seqwarden/proof';

/** The trust of somebody who has this log at hand; it is opened when it is first asked. undefined: there is none. */
export function withRegister(trust: Trust, log: AccountLog | undefined): Trust {
  if (log === undefined) return trust;
  const register = { log: log.id, indexOf: async (entry: Uint8Array) => (await log.opened()).indexOf(entry) };
  return { ...trust, register };
}
