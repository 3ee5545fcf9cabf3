import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { configFolder, LOG_KEY_FILE, loadSigner, logFolder, type SealSigner } from '@seqwarden/agent/config';
import { AccountLog, findOwnLogKey } from '@seqwarden/agent/register';
import { createLog, loadLogKey, makeLogKey } from '@seqwarden/log';
import { parseTrust, type Trust, trustedLog } from '@seqwarden/proof';
import type { World } from './world.ts';

export interface LoggedAccount {
  /** Demands a proof of the account's log. */
  readonly trust: Trust;
  /** Enters what it signs there. */
  readonly signer: SealSigner;
  readonly log: AccountLog;
}

/** The account's log, made if it has none yet; commands seal through it from here on. Who asks closes it. */
export async function accountWithLog(world: World): Promise<LoggedAccount> {
  const { env } = world;
  const folder = configFolder(env);
  const path = `${folder}/${LOG_KEY_FILE}`;
  if (!existsSync(path)) {
    writeFileSync(path, makeLogKey(), { mode: 0o600 });
    await createLog(logFolder(env), loadLogKey(readFileSync(path, 'utf8')), new Date());
  }
  const key = findOwnLogKey(folder, env);
  if (key === undefined) throw new Error('the account has no log');
  const log = new AccountLog({ folder: logFolder(env), key, others: [], now: () => new Date() });
  const own = await parseTrust(readFileSync(world.at('config', 'seqwarden', 'trust.json')));
  const logs = own.logs.length > 0 ? own.logs : [trustedLog(key.verifier)];
  const signer = { ...loadSigner(folder, env), register: log };
  return { trust: { ...own, logs, logRequired: true }, signer, log };
}
