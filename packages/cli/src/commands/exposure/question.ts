import { CONCERNS, type Concern, requireZone, UNNAMED, type VexFrame } from '@seqwarden/advisory/answer';
import { isPlainText, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';

const FORMATS = ['table', 'json', 'csaf-vex', 'openvex', 'observations'] as const;
export type Format = (typeof FORMATS)[number];

/** Before anything is read. Throws USAGE. */
export function questionOf(args: Arguments): {
  readonly format: Format;
  readonly failOn: ReadonlySet<Concern>;
  readonly zone: string | null;
  readonly publisher: VexFrame['publisher'];
} {
  if (
    args.positionals.includes('') ||
    (args.positionals.length === 0 && args.text('log') === undefined && args.text('inventory') === undefined)
  )
    throw new SeqwardenError('USAGE', 'name a folder of runs, or a register with --log, or an --inventory');
  for (const option of ['register', 'endpoint'])
    if (args.text(option) !== undefined && args.text('log') === undefined)
      throw new SeqwardenError('USAGE', `--${option} says more of --log, which is not there`);
  const named = args.text('format') ?? (args.flag('json') ? 'json' : 'table');
  const format = FORMATS.find(one => one === named);
  if (format === undefined || (args.flag('json') && format !== 'json'))
    throw new SeqwardenError('USAGE', `--format takes ${FORMATS.join(', ')}, and --json is json`);
  const zone = args.text('zone');
  return {
    format,
    failOn: concerns(args.texts('fail-on')),
    zone: zone === undefined ? null : requireZone(zone),
    publisher: publisherOf(args, format),
  };
}

function concerns(named: readonly string[]): ReadonlySet<Concern> {
  if (named.length === 0) return new Set(CONCERNS);
  const known = CONCERNS.filter(one => named.includes(one));
  if (named.some(one => one !== 'none' && !known.some(concern => concern === one)))
    throw new SeqwardenError('USAGE', `--fail-on takes ${CONCERNS.join(', ')} or none`);
  return new Set(known);
}

/** The formats that have a place for it. */
const SAID_IN: Readonly<Record<'publisher' | 'namespace', readonly Format[]>> = {
  publisher: ['csaf-vex', 'openvex'],
  namespace: ['csaf-vex'],
};

function publisherOf(args: Arguments, format: Format): VexFrame['publisher'] {
  for (const option of ['publisher', 'namespace'] as const)
    if (args.text(option) !== undefined && !SAID_IN[option].includes(format))
      throw new SeqwardenError('USAGE', `--${option} is said with --format ${SAID_IN[option].join(' or ')}`);
  const { name = UNNAMED.name, namespace = UNNAMED.namespace } = {
    name: args.text('publisher'),
    namespace: args.text('namespace'),
  };
  if (!isPlainText(name, 200) || !isPlainText(namespace, 200) || !URL.canParse(namespace))
    throw new SeqwardenError(
      'USAGE',
      '--publisher takes a name of at most 200 characters, --namespace a URI',
    );
  return { name, namespace };
}
