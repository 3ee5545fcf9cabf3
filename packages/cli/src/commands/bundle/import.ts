import { KeptBundles, lockBundles, type OpenedBundle, openBundle } from '@seqwarden/agent/register';
import { knownTo } from '@seqwarden/log/reading';
import { SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { trustAtHand } from '../../casework/at-hand.ts';
import { siteTrust } from '../../casework/site-trust.ts';
import type { Command } from '../../command.ts';
import { findingText } from '../../text/audit-answer.ts';
import { oneLine } from '../../text/one-line.ts';
import { worstExit } from '../shared.ts';
import { readBundleFile } from './read-bundle-file.ts';

export const importBundle: Command = {
  usage: 'FILE [--trust FILE] [--json]',
  summary:
    "Check records of another site's register that came in a file of `bundle export`, and keep them. Refused where they go behind, or against, what is known of that register.",
  options: {
    trust: {
      type: 'strings',
      help: "trust file that names the register; may be given again; default: your own, and those of [other-sites] in the site's file",
      orElse: siteTrust,
    },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  // What was taken in is kept, whatever became of the trust file of a third site.
  isAnswer: false,
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const { env, out } = context;
    const trust = await trustAtHand(args, context);
    const file = readBundleFile(args.first());
    const letGo = await lockBundles(env);
    let opened: OpenedBundle;
    let path: string;
    try {
      opened = await openNext(file, trust, env);
      path = new KeptBundles(env, opened.log).keep(file, opened);
    } finally {
      letGo();
    }
    const { log, checkpoint, entries, findings } = opened;
    if (args.flag('json')) {
      const answer = {
        log: log.id,
        origin: log.key.name,
        records: entries.length,
        size: checkpoint.size,
        path,
      };
      out(`${JSON.stringify({ ...answer, findings }, null, 2)}\n`);
    } else {
      const lines = [
        `${counted(entries.length, 'record')} of the register ${oneLine(log.key.name)}, as of its head of size ${checkpoint.size}`,
        `kept as ${path}; log show reads it with --trust and the trust file that names it`,
        ...findings.map(findingText),
      ];
      out(`${lines.join('\n')}\n`);
    }
    return worstExit(findings.map(({ code }) => code));
  },
};

/** What continues all that is known of its register. Of two histories the file is kept. Throws as `openBundle`. */
async function openNext(file: Uint8Array, trust: Trust, env: NodeJS.ProcessEnv): Promise<OpenedBundle> {
  const known = new Map(
    await Promise.all(
      trust.logs.map(
        async log => [log.id, [...knownTo(log), ...(await new KeptBundles(env, log).known(log))]] as const,
      ),
    ),
  );
  let of: TrustedLog | undefined;
  const knownOf = (log: TrustedLog) => {
    of = log;
    return known.get(log.id) ?? [];
  };
  return await openBundle(file, trust, knownOf).catch(error => {
    if (of === undefined || !(error instanceof SeqwardenError) || error.code !== 'LOG_FORKED') throw error;
    const kept = new KeptBundles(env, of).keepFork(file);
    throw new SeqwardenError('LOG_FORKED', `${error.message}; this file is kept as ${kept}`);
  });
}
