import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import type { ThreadKey } from '@seqwarden/cases/reduce';
import type { Trust, TrustedLog } from '@seqwarden/proof';
import { KeptBundles } from '../register/kept-bundles.ts';
import type { CasebookStore, LogRead } from './casebook-store.ts';
import { hasNoSay, importedEntries } from './imported-entries.ts';
import { keepEntry } from './settle.ts';

const NO_ROOT = new Uint8Array();

/**
 * Brings into a cache what was imported of other logs. A log of which there is another bundle than before, or of whose keys the trust file says something else, is read
 * anew. Returns the threads in which something is said, or is no longer.
 *
 * @param own id of the account's own log
 */
export async function readOthers(
  store: CasebookStore,
  own: string,
  trust: Trust,
  env: NodeJS.ProcessEnv,
): Promise<Set<ThreadKey>> {
  const changed = new Set<ThreadKey>();
  const read = new Map(store.logs().map(log => [log.id, log]));
  const others = trust.logs.filter(({ id }) => id !== own);
  const gone = [...read.keys()].filter(id => id !== own && !others.some(log => log.id === id));
  for (const id of gone) for (const thread of store.dropLog(id)) changed.add(thread);
  for (const log of others) {
    const files = new KeptBundles(env, log).files();
    const source = sourceOf(log, files, trust);
    if ((read.get(log.id)?.source ?? '') === source) continue;
    for (const thread of store.dropLog(log.id)) changed.add(thread);
    for (const thread of await readOne(store, log, files, source, trust)) changed.add(thread);
  }
  return changed;
}

async function readOne(
  store: CasebookStore,
  log: TrustedLog,
  files: readonly string[],
  source: string,
  trust: Trust,
): Promise<Set<ThreadKey>> {
  const changed = new Set<ThreadKey>();
  const { entries, missed } = await importedEntries(log, files, trust);
  for (const entry of entries) for (const thread of keepEntry(store, entry)) changed.add(thread);
  const row: LogRead = { id: log.id, size: entries.length, root: NO_ROOT, source, missed };
  store.putLog(row);
  return changed;
}

/** Of all that decides what is made of a log's bundles; empty: there are none. Their names have the digest of what is in them. */
function sourceOf(log: TrustedLog, files: readonly string[], trust: Trust): string {
  if (files.length === 0) return '';
  const stats = files.map(path => {
    const { size, mtimeMs, ino } = lstatSync(path);
    return [basename(path), size, mtimeMs, ino];
  });
  const policies = log.policies.map(({ text }) => text);
  const keys = [...trust.sealKeys, ...trust.personKeys, ...trust.administratorKeys];
  const ends = keys.map(({ keyid, places }) => [keyid, places.find(place => place.log === log.id)?.until]);
  const isSilent = hasNoSay(log, trust);
  return hash('sha256', JSON.stringify([stats, policies, ends, isSilent]), 'hex');
}
