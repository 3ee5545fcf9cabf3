import { hash } from 'node:crypto';
import type { ReadEntry } from '@seqwarden/log/reading';
import { SeqwardenError } from '@seqwarden/proof';
import { ACT_NAMES } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';

const KINDS: readonly string[] = [
  ...['seal', 'delivery', 'addendum', 'hold', 'disposed', 'dossier', 'key'],
  ...ACT_NAMES,
  'unknown',
];
/** Kinds that are about a key. */
const ABOUT_KEYS: readonly string[] = ['key', 'rights'];

export const FILTER_OPTIONS = {
  kind: { type: 'strings', help: `only records of this kind: ${KINDS.join(', ')}; may be given again` },
  run: {
    type: 'string',
    help: 'only what is about the run of this name, or with the seal of these 64 digits',
  },
  key: { type: 'string', help: 'only what this key signed, or is about: the first digits of its id' },
  since: { type: 'string', help: 'only what says that it was made then or later, as 2026-11-22' },
  until: { type: 'string', help: 'only what says that it was made before, as 2026-12-01' },
} as const;

/** Which records are asked for. To be asked in the order of the register: what is about a seal comes after it. Throws USAGE. */
export function recordFilter(args: Arguments): (entry: ReadEntry) => boolean {
  const kinds = args.texts('kind');
  for (const kind of kinds)
    if (!KINDS.includes(kind)) throw new SeqwardenError('USAGE', `--kind takes one of ${KINDS.join(', ')}`);
  const run = args.text('run');
  const isOfRun = run === undefined ? () => true : runFilter(run);
  const key = args.text('key')?.replaceAll(' ', '').toLowerCase();
  if (key !== undefined && !/^[0-9a-f]{4,64}$/.test(key))
    throw new SeqwardenError('USAGE', '--key takes the first digits of a key id, four at least');
  const [since, until] = [timeOf(args, 'since'), timeOf(args, 'until')];
  return entry => {
    const { statement, envelope } = entry;
    // Always asked: it remembers the seals that it has seen.
    const isMeant = isOfRun(entry);
    const statedAt = statement?.statedAt ?? '';
    return (
      isMeant &&
      (kinds.length === 0 || kinds.includes(statement?.kind ?? 'unknown')) &&
      (since === undefined || statedAt >= since) &&
      (until === undefined || (statedAt !== '' && statedAt < until)) &&
      (key === undefined ||
        envelope?.keyid.startsWith(key) === true ||
        (statement !== undefined && ABOUT_KEYS.includes(statement.kind) && statement.subject.startsWith(key)))
    );
  };
}

/** By name or by seal; of a name also what was said of the folder of this name, which has its digest alone. */
function runFilter(run: string): (entry: ReadEntry) => boolean {
  const isSeal = /^[0-9a-f]{64}$/.test(run);
  const seals = new Set(isSeal ? [run] : []);
  const folder = hash('sha256', run, 'hex');
  return ({ file, statement }) => {
    switch (statement?.kind) {
      case 'seal': {
        const identity = hash('sha256', file, 'hex');
        if (statement.predicate.run.id.value === run) seals.add(identity);
        return seals.has(identity);
      }
      case 'addendum': {
        if (!seals.has(statement.predicate.seal)) return false;
        seals.add(hash('sha256', file, 'hex'));
        return true;
      }
      case 'delivery':
        return seals.has(statement.subject);
      case 'disposed':
        return seals.has(statement.subject) || statement.predicate.folder === folder;
      case 'hold':
        return statement.subject === folder;
      default:
        return false;
    }
  };
}

/** In the one form in which statements have their times. */
function timeOf(args: Arguments, name: 'since' | 'until'): string | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{3})?)?Z)?$/.test(text) ? new Date(text) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()))
    throw new SeqwardenError(
      'USAGE',
      `--${name} takes a day or a time in UTC, as 2026-11-22 or 2026-11-22T18:40Z`,
    );
  return at.toISOString();
}
