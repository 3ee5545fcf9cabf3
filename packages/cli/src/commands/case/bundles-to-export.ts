import { hasNoSay } from '@seqwarden/agent/casebook';
import { ActsOfThreads, cutBundles, isMeant, type Matter, threadsOfMatter } from '@seqwarden/agent/dossier';
import { readWholeFile } from '@seqwarden/agent/host';
import { KeptBundles } from '@seqwarden/agent/register';
import { knownTo, MAX_BUNDLE, makeBundle } from '@seqwarden/log/reading';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import type { Context } from '../../context.ts';
import { openNamedLog } from '../log/named-log.ts';

/** Of the own register as it is now, and of others as they were imported. Throws LOG_*, and what reading kept bundles throws. */
export async function bundlesToExport(view: CaseView, matter: Matter, args: Arguments, context: Context) {
  const meant = new ActsOfThreads(threadsOfMatter(view.state, matter));
  const others = importedBundles(view, context.env);
  // Once before, so that the own register's corrections of what others said are found, and once after.
  for (const { log, files } of others) cutBundles(files, log, meant);
  const { log, at } = await openNamedLog(args, context, undefined);
  try {
    const { file, audit } = await makeBundle(
      { key: log.key, read: at.read },
      { isMeant: entry => isMeant(entry, log.id, meant), known: knownTo(log), signal: context.signal },
    );
    const cut = others.flatMap(({ log, files }) => cutBundles(files, log, meant));
    const problems: readonly ErrorCode[] = [...audit.counts.keys()];
    return { bundles: [file, ...cut], problems };
  } finally {
    await at.close();
  }
}

function importedBundles({ trust, log: own }: CaseView, env: NodeJS.ProcessEnv) {
  return (
    trust.logs
      // Who verifies an export may trust otherwise: what does not count here is not in it.
      .filter(log => log.id !== own && !hasNoSay(log, trust))
      .map(log => ({
        log: log.id,
        files: new KeptBundles(env, log).files().map(path => wholeBundle(path)),
      }))
      .filter(({ files }) => files.length > 0)
  );
}

function wholeBundle(path: string): Uint8Array {
  const file = readWholeFile(path, { limit: MAX_BUNDLE });
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', `${path} is no plain file of a bundle`);
  return file;
}
