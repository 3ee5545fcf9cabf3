import { open } from 'node:fs/promises';
import { type DossierAnswer, type RegisterFiles, verifyDossier } from '@seqwarden/agent/dossier';
import { ERRORS, keyFingerprint, SeqwardenError, type TrustedLog } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { loadTrust } from '../keys.ts';
import { oneLine } from '../text/one-line.ts';
import { worstExit } from './shared.ts';
import { type AskedRegister, askRegister } from './verify-log.ts';

const OF_RUNS = ['custody', 'policy'] as const;

/** `verify` of a file of `case export`. */
export async function verifyExport(path: string, args: Arguments, context: Context): Promise<number> {
  if (OF_RUNS.some(name => args.text(name) !== undefined) || args.flag('require-complete'))
    throw new SeqwardenError('USAGE', 'an export is verified with --trust, --log and --json alone');
  const [place, endpoint] = [args.text('log'), args.text('endpoint')];
  if (place === undefined && endpoint !== undefined)
    throw new SeqwardenError('USAGE', '--endpoint goes with --log where an export is verified');
  const trust = await loadTrust(args, context.env);
  await using register =
    place === undefined ? undefined : await askRegister(place, endpoint, [trust], context);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (at: number, length: number) => {
      context.signal.throwIfAborted();
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, at + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    };
    const answer = await verifyDossier({ size, read }, trust, context.version, filesOf(register));
    const exit = worstExit(answer.findings.map(({ code }) => code));
    if (args.flag('json')) context.out(`${JSON.stringify(jsonOf(answer, exit), null, 2)}\n`);
    else context.out(textOf(answer));
    return exit;
  } finally {
    await file.close();
  }
}

/** undefined: nobody asks a register. */
function filesOf(register: AskedRegister | undefined) {
  if (register === undefined) return undefined;
  const { open, onProgress, signal } = register.question;
  return async (log: TrustedLog): Promise<RegisterFiles> => ({
    read: (await open(log)).read,
    ...(onProgress !== undefined && { onProgress }),
    ...(signal !== undefined && { signal }),
  });
}

function jsonOf({ findings, dossier, key, log, ...rest }: DossierAnswer, exit: number): object {
  return { exit, export: dossier ?? null, key: key?.keyid ?? null, register: log, ...rest, findings };
}

const MOST_SHOWN = 20;

function textOf({
  findings,
  dossier,
  key,
  files,
  records,
  heads,
  log,
  leftOut,
  isDerivedAgain,
}: DossierAnswer): string {
  const who = key === undefined ? 'no trusted key' : `the key ${keyFingerprint(key.keyid)}`;
  const what =
    dossier === undefined
      ? 'an export that no trusted key signed'
      : `the export of the ${dossier.about} ${dossier.id}, made on ${dossier.statedAt}`;
  const asOf = heads.map(
    head =>
      `  register ${oneLine(head.origin)}, as of its first ${counted(head.size, 'record')}${laterThan(head, log)}\n`,
  );
  const lines = findings
    .slice(0, MOST_SHOWN)
    .map(
      ({ code, message, file }) =>
        `  ${file === null ? '' : `${oneLine(file)}: `}${oneLine(message)} [${code}]\n    ${ERRORS[code].advice}\n`,
    );
  const more =
    findings.length > lines.length ? `  and ${findings.length - lines.length} more; --json lists all\n` : '';
  const good =
    findings.length > 0
      ? ''
      : `good: ${counted(files, 'file')} as exported, ${counted(records, 'record')} proven${isDerivedAgain ? ', state and summary follow from them' : ''}\n${leftOut === null ? '      that nothing else was recorded of it, only the register shows: --log names where it lies\n' : ''}`;
  return `${what}\nsigned by ${who}\n${asOf.join('')}${lines.join('')}${more}${good}${leftOut === null ? '' : leftOutText(leftOut)}`;
}

/** That the register could be read as a whole, the findings say. */
function leftOutText({ upTo, size, missing, since }: NonNullable<DossierAnswer['leftOut']>): string {
  const all =
    missing.length > 0 ? `LACKS ${counted(missing.length, 'record')}` : 'no record of it is left out';
  const later =
    since.length === 0
      ? `none came since, up to ${size}`
      : `${counted(since.length, 'record')} of it came since: ask for a newer export`;
  return `by the register, up to its first ${counted(upTo, 'record')}: ${all}; ${later}\n`;
}

/** An older head hides what was recorded since, and is as good as proven. */
function laterThan({ log: id, size }: DossierAnswer['heads'][number], log: DossierAnswer['log']): string {
  if (log.kind !== 'entered' || log.log !== id || log.index <= size) return '';
  return `; ${counted(log.index - size, 'record')} more stood there when it was exported`;
}
