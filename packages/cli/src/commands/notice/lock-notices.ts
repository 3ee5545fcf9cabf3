import { lockAccount, stateFolder } from '@seqwarden/agent/config';

/** One at a time sends, so that nothing is sent twice. Returns the function that lets go. Throws NOTICES_BUSY, CONFIG_UNUSABLE. */
export function lockNotices(env: NodeJS.ProcessEnv): Promise<() => void> {
  return lockAccount(stateFolder(env), 'notices', { ms: 0, busy: 'NOTICES_BUSY' });
}
