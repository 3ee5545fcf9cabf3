import { SeqwardenError } from '@seqwarden/proof';
import {
  listOf,
  namedTables,
  type Place,
  problemText,
  readToml,
  type TableReader,
  tableOf,
  whole,
} from '@seqwarden/toml';
import { withoutMode } from './devices.ts';
import type { Stated, StatedFix, StatedMitigation } from './inventory.ts';
import { compareText } from './span.ts';
import type { StatedFacts, StatedInstallation, StatedInstrument, StatedSoftware } from './stated-facts.ts';
import {
  component,
  day,
  hexDigest,
  installationId,
  name,
  oneOf,
  role,
  spanOf,
  time,
  vulnerability,
  words,
  zone,
} from './stated-values.ts';

const MOST_INSTRUMENTS = 10_000;
const MOST_ENTRIES = 1000;

/** Who states, and on which day, where an entry does not say it itself. */
interface Stating {
  readonly by: string | undefined;
  readonly on: string | undefined;
  readonly now: Date | undefined;
}

/**
 * Reads what persons state of instruments (FORMATS.md 25.3). Pure. `file` is for the message; of `now`, the moment of asking, no fix is
 * later: a year that was typed wrongly would close what is open.
 *
 * @throws SeqwardenError INVENTORY_UNUSABLE with all that is wrong, by line and key; no value of the file is in it
 */
export function readStatedFacts(toml: string, file: string, now?: Date): StatedFacts {
  const result = readToml(toml, table => facts(table, now));
  if ('value' in result) return result.value;
  const problems = result.problems.map(problem => problemText(problem, file));
  throw new SeqwardenError('INVENTORY_UNUSABLE', problems.join('\n'), { path: file });
}

function facts(table: TableReader, now: Date | undefined): StatedFacts | undefined {
  const version = table.required('version', whole(1, 1));
  const stating = { by: table.optional('by', role), on: table.optional('on', day), now };
  const read = table.required(
    'instrument',
    namedTables((own, called) => instrument(own, called, stating)),
  );
  if (version === undefined || read === undefined) return undefined;
  const place = table.place.at('instrument');
  if (read.size > MOST_INSTRUMENTS) return place.refuse(`has more than ${MOST_INSTRUMENTS} instruments`);
  const instruments = [...read.values()].filter(one => one !== undefined);
  refuseTwice(instruments, place);
  return { instruments };
}

/** Of two devices with one serial, or one alias, nobody would know whose a run is. */
function refuseTwice(instruments: readonly StatedInstrument[], place: Place): void {
  const owners = new Map<string, string>();
  for (const { name, vendor, serial, aliases } of instruments) {
    const serials = [serial, ...aliases].map(withoutMode);
    for (const [index, one] of serials.entries()) {
      const key = JSON.stringify([vendor, one]);
      const owner = owners.get(key);
      const at = index === 0 ? place.at(name, 'serial') : place.at(name, 'aliases', index - 1);
      if (owner !== undefined) at.refuse(`is a serial or an alias of \`${owner}\` already`);
      else owners.set(key, name);
    }
  }
}

function instrument(table: TableReader, called: string, outer: Stating): StatedInstrument | undefined {
  const on = table.optional('on', day) ?? outer.on;
  if (on === undefined && !table.has('on'))
    table.place.refuse('has no key `on`, and the file has none for all');
  const source = sourceOf(table, outer.by, on);
  const stating = { by: source?.by ?? outer.by, on, now: outer.now };
  const vendor = table.required('vendor', name);
  const serial = table.required('serial', name);
  const model = table.optional('model', name) ?? null;
  const aliases = table.optional('aliases', listOf(name)) ?? [];
  const status = table.optional('regulatory-status', oneOf('ivd', 'ruo'));
  const use = table.optional('use', oneOf('clinical', 'research', 'mixed'));
  const site = table.optional('zone', zone) ?? null;
  const entries = <T>(key: string, read: (own: TableReader, context: Context) => T | undefined) =>
    table.optional(key, (value, place) => {
      const list = listOf(tableOf(own => read(own, { stating, zone: site })))(value, place);
      return list !== undefined && list.length > MOST_ENTRIES
        ? place.refuse(`has more than ${MOST_ENTRIES} entries`)
        : list;
    }) ?? [];
  const software = entries('software', readSoftware);
  const fixes = entries('fix', readFix);
  const mitigations = entries('mitigation', readMitigation);
  if (source === undefined || vendor === undefined || serial === undefined) return undefined;
  const stated = <T extends string>(value: T | undefined): Stated<T> | null =>
    value === undefined ? null : { value, source };
  return {
    name: called,
    vendor,
    model,
    serial,
    aliases,
    regulatoryStatus: stated(status),
    use: stated(use),
    zone: site,
    source,
    installations: installationsOf(software, fixes, mitigations),
  };
}

interface Context {
  readonly stating: Stating;
  readonly zone: string | null;
}

interface Entry<T> {
  readonly installation: string;
  readonly value: T;
}

function installationsOf(
  software: readonly Entry<StatedSoftware>[],
  fixes: readonly Entry<StatedFix>[],
  mitigations: readonly Entry<StatedMitigation>[],
): StatedInstallation[] {
  const ids = new Set([...software, ...fixes, ...mitigations].map(({ installation }) => installation));
  const of = <T>(entries: readonly Entry<T>[], id: string) =>
    entries.filter(({ installation }) => installation === id).map(({ value }) => value);
  return [...ids].sort(compareText).map(id => ({
    id,
    software: of(software, id),
    fixes: of(fixes, id),
    mitigations: of(mitigations, id),
  }));
}

function readSoftware(table: TableReader, { stating, zone }: Context): Entry<StatedSoftware> | undefined {
  const installation = table.orElse('installation', installationId, 'main');
  const kind = table.required('component', component);
  const called = table.optional('name', name) ?? null;
  const version = table.optional('version', name) ?? null;
  const seen = table.required('on', time);
  if (!table.has('name') && !table.has('version')) table.place.refuse('has neither `name` nor `version`');
  const source = sourceOf(table, stating.by, seen?.day);
  if (kind === undefined || seen === undefined || source === undefined) return undefined;
  const at = spanOf(seen, zone);
  return { installation, value: { component: kind, name: called, version, at, source } };
}

function readFix(table: TableReader, { stating, zone }: Context): Entry<StatedFix> | undefined {
  const installation = table.orElse('installation', installationId, 'main');
  const vulnerabilities = table.required('vulnerabilities', listOf(vulnerability));
  const done = table.required('on', time);
  const installer = table.optional('installer', tableOf(readInstaller)) ?? null;
  const evidence = table.optional('evidence', hexDigest(64)) ?? null;
  const source = sourceOf(table, stating.by, done?.day);
  if (vulnerabilities === undefined || done === undefined || source === undefined) return undefined;
  const at = spanOf(done, zone);
  if (stating.now !== undefined && Date.parse(at.from) > stating.now.getTime())
    return table.place.at('on').refuse('lies in the future');
  return { installation, value: { vulnerabilities, at, installer, evidence, source } };
}

/** Files that have a given MD5 or SHA-1 can be made: beside a digest that holds they may stand, as advisories print them together. */
function readInstaller(table: TableReader): StatedFix['installer'] | undefined {
  const sha256 = table.optional('sha256', hexDigest(64)) ?? null;
  const sha512 = table.optional('sha512', hexDigest(128)) ?? null;
  table.optional('md5', hexDigest(32));
  table.optional('sha1', hexDigest(40));
  if (table.has('sha256') || table.has('sha512')) return { sha256, sha512 };
  return table.place.refuse('needs `sha256` or `sha512`: MD5 and SHA-1 alone show nothing');
}

function readMitigation(table: TableReader, { stating, zone }: Context): Entry<StatedMitigation> | undefined {
  const installation = table.orElse('installation', installationId, 'main');
  const vulnerabilities = table.required('vulnerabilities', listOf(vulnerability));
  const from = table.required('from', time);
  const until = table.optional('until', time);
  const said = table.required('text', words);
  const source = sourceOf(table, stating.by, table.optional('on', day) ?? stating.on);
  if (vulnerabilities === undefined || from === undefined || said === undefined || source === undefined)
    return undefined;
  const begin = spanOf(from, zone);
  const end = until === undefined ? null : spanOf(until, zone);
  if (end !== null && end.until < begin.from) return table.place.at('until').refuse('lies before `from`');
  return { installation, value: { vulnerabilities, from: begin, until: end, text: said, source } };
}

/** undefined after a problem was noted, or where there is no day and that was noted. */
function sourceOf(
  table: TableReader,
  outer: string | undefined,
  on: string | undefined,
): StatedInstrument['source'] | undefined {
  const by = table.optional('by', role) ?? outer;
  if (by === undefined && !table.has('by'))
    table.place.refuse('has no key `by`, and the file has none for all');
  return by === undefined || on === undefined ? undefined : { kind: 'stated', by, on };
}
