import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { openBundle } from '@seqwarden/agent/register';
import { type AuditFinding, auditLog, knownTo, type ReadEntry } from '@seqwarden/log/reading';
import type { ErrorCode, TrustedLog } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { loadTrust } from '../../keys.ts';
import { auditExit, findingText } from '../../text/audit-answer.ts';
import { recordText } from '../../text/record-text.ts';
import { readBundleFile } from '../bundle/read-bundle-file.ts';
import { LOG_OPTIONS, openNamedLog } from './named-log.ts';
import { FILTER_OPTIONS, recordFilter } from './record-filter.ts';

export const show: Command = {
  usage: '[PLACE] [FILTER...] [OPTION...]',
  summary:
    'Show the records of a register. All of it is checked on the way, as `log audit` does. PLACE is its folder, a destination (folder, s3://, sftp://), https://, or a file of `bundle export`; default: your own.',
  options: { ...FILTER_OPTIONS, ...LOG_OPTIONS },
  positionals: { least: 0, most: 1 },
  run: async (args, context) => {
    const filter = recordFilter(args);
    const wantsJson = args.flag('json');
    const records: object[] = [];
    const onEntry: Told = (entry, problem) => {
      if (!filter(entry)) return;
      if (wantsJson) records.push(recordJson(entry, problem?.code));
      else context.out(recordText(entry, problem?.code));
    };
    const [place] = args.positionals;
    const shown = isFile(place)
      ? await showBundle(place, args, context, onEntry)
      : await showLog(place, args, context, onEntry);
    const { log, size, findings, counts } = shown;
    if (wantsJson) {
      const answer = { log: log.id, origin: log.key.name, size, entries: records };
      context.out(`${JSON.stringify({ ...answer, counts: Object.fromEntries(counts) }, null, 2)}\n`);
    }
    if (counts.size > 0) {
      const lines = findings.slice(0, 10).map(findingText);
      context.err(`not everything here is as it was signed:\n${lines.join('\n')}\n  log audit tells all\n`);
    }
    return auditExit({ audit: { counts }, problems: [] });
  },
};

/** Is told a record, and what is wrong with it. */
type Told = (entry: ReadEntry, problem: { readonly code: ErrorCode } | undefined) => void;

/** Records that were shown, and what is wrong with any that were read. */
interface Shown {
  readonly log: TrustedLog;
  readonly size: number;
  readonly findings: readonly AuditFinding[];
  readonly counts: ReadonlyMap<ErrorCode, number>;
}

async function showLog(
  place: string | undefined,
  args: Arguments,
  context: Context,
  onEntry: Told,
): Promise<Shown> {
  const { log, at } = await openNamedLog(args, context, place);
  try {
    const policies = log.policies.map(({ policy }) => policy);
    const options = { known: knownTo(log), policies, onEntry, signal: context.signal };
    const { checkpoint, findings, counts } = await auditLog({ key: log.key, read: at.read }, options);
    return { log, size: checkpoint.size, findings, counts };
  } finally {
    await at.close();
  }
}

/** What came by `bundle export`. It may be older than what is known of its log. */
async function showBundle(path: string, args: Arguments, { env }: Context, onEntry: Told): Promise<Shown> {
  const opened = await openBundle(readBundleFile(path), await loadTrust(args, env), () => []);
  const { log, checkpoint, entries, findings } = opened;
  const problems = new Map(findings.map(finding => [finding.index, finding]));
  for (const entry of entries) onEntry(entry, problems.get(entry.index));
  const counts = new Map<ErrorCode, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return { log, size: checkpoint.size, findings, counts };
}

function isFile(place: string | undefined): place is string {
  try {
    return place !== undefined && statSync(place).isFile();
  } catch {
    // Whoever opens it says what is wrong.
    return false;
  }
}

/** FORMATS.md 21. */
function recordJson({ index, file, envelope, statement }: ReadEntry, problem: ErrorCode | undefined): object {
  return {
    index,
    identity: hash('sha256', file, 'hex'),
    kind: statement?.kind ?? null,
    statedAt: statement?.statedAt ?? null,
    signedBy: envelope?.keyid ?? null,
    problem: problem ?? null,
    subject: statement?.subject ?? null,
    payload: envelope === undefined ? null : Buffer.from(envelope.payload).toString('base64'),
  };
}
