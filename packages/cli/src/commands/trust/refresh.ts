import { basename, dirname } from 'node:path';
import { configFolder, logFolder } from '@seqwarden/agent/config';
import { errno, writeDurable } from '@seqwarden/agent/host';
import { keysOfTelling, type Refreshed, refreshTrust, renewOwnTrust } from '@seqwarden/agent/keys';
import { openLogAt } from '@seqwarden/agent/register';
import { encodeTrust, parseTrust, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import type { TileReader } from '@seqwarden/proof/log';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readGuarded } from '../../keys.ts';
import { keysJson, keysText, listOfLog } from '../../text/keys-text.ts';

export const refresh: Command = {
  usage: '[--log PLACE] [--trust FILE] [--json]',
  summary:
    'Make a trust file anew of its register: which keys count as of now. Refused where the register is behind what the file knows, or has another history.',
  options: {
    log: {
      type: 'string',
      help: 'where the register lies: its folder, a destination (folder, s3://, sftp://) or https://; default: your own',
    },
    endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon' },
    trust: { type: 'string', help: 'the trust file to write anew; default: your own' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const place = args.text('log') ?? logFolder(context.env);
    const endpoint = args.text('endpoint');
    await using opened = new AsyncDisposableStack();
    const open: OpenLog = async log => {
      const at = await openLogAt(place, log.id, { endpoint, signal: context.signal });
      opened.defer(() => at.close());
      return at.read;
    };
    const path = args.text('trust');
    const renewed =
      path === undefined ? await refreshOwn(open, context) : await refreshFile(path, open, context);
    const { before } = renewed;
    const list = listOfLog(renewed);
    if (args.flag('json')) context.out(`${JSON.stringify({ before, ...keysJson(list) }, null, 2)}\n`);
    else context.out(`${keysText(list)}before, it was told as of register head ${before ?? 'none'}\n`);
    return 0;
  },
};

type OpenLog = (log: TrustedLog) => Promise<TileReader>;

/** With the size of the checkpoint that the trust file had. */
type Renewed = Refreshed & { readonly before: number | null };

async function refreshOwn(open: OpenLog, { env, now }: Context): Promise<Renewed> {
  let before: number | null = null;
  const keysBy = (old: Trust) => {
    before = sizeIn(old);
    return keysOfTelling(old, open);
  };
  return { ...(await renewOwnTrust(configFolder(env), keysBy, now)), before };
}

async function refreshFile(path: string, open: OpenLog, { now }: Context): Promise<Renewed> {
  const old = await parseTrust(readGuarded(path, 'TRUST_MISSING', 'TRUST_UNUSABLE'));
  const renewed = { ...(await refreshTrust(old, open, now())), before: sizeIn(old) };
  try {
    writeDurable(dirname(path), basename(path), encodeTrust(renewed.trust), 0o644, true);
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
  return renewed;
}

function sizeIn({ logs }: Refreshed['trust']): number | null {
  return logs.find(({ asOf }) => asOf !== null)?.asOf?.checkpoint.size ?? null;
}
