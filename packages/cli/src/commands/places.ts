import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type DestinationSpec, parseDestination } from '@seqwarden/agent/destinations';
import { errno } from '@seqwarden/agent/host';
import type { RetentionTerms } from '@seqwarden/agent/retention';
import { SeqwardenError } from '@seqwarden/proof';
import { agentConfig } from '../agent-config-file.ts';
import type { Arguments } from '../arguments.ts';

/** The options of all commands that speak of a run at its destinations. */
export const PLACE_OPTIONS = {
  config: { type: 'string', help: 'the configuration of the agent; the run lies in one of its roots' },
  at: { type: 'strings', help: 'instead: a destination, as `copy --to` names it; may be given again' },
  endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon, for --at' },
} as const;

/** The destinations that a run should be at. */
export interface Places {
  readonly specs: readonly DestinationSpec[];
  /** By their names in the configuration. */
  readonly named: ReadonlyMap<string, DestinationSpec>;
  /** Of the configuration; undefined: it has none, or none was given. */
  readonly terms: RetentionTerms | undefined;
}

/** Throws USAGE, CONFIG_UNUSABLE. */
export function placesOf(args: Arguments): Places {
  const { path, addresses } = oneWay(args);
  if (path === undefined && addresses.length === 0) throw nothingNamed();
  const endpoint = args.text('endpoint');
  if (path === undefined) {
    const specs = addresses.map(address => parseDestination(address, endpoint));
    return { specs, named: new Map(), terms: undefined };
  }
  if (endpoint !== undefined) throw new SeqwardenError('USAGE', '--endpoint goes with --at');
  const config = agentConfig(path);
  const folder = realFolder(dirname(resolve(args.first())));
  const root = config.roots.find(one => realFolder(one.path) === folder);
  if (root === undefined)
    throw new SeqwardenError('USAGE', 'the run lies directly in no root of the configuration');
  const used = config.destinations.filter(({ name }) => root.destinations.includes(name));
  const named = new Map(used.map(({ name, spec }) => [name, spec]));
  return { specs: [...named.values()], named, terms: config.retention };
}

/** All destinations of the configuration, or those that --at names; undefined: neither is given. Throws USAGE, CONFIG_UNUSABLE. */
export function destinationsNamed(args: Arguments): readonly DestinationSpec[] | undefined {
  const { path, addresses } = oneWay(args);
  if (path !== undefined) return agentConfig(path).destinations.map(({ spec }) => spec);
  if (addresses.length === 0) return undefined;
  return addresses.map(address => parseDestination(address, args.text('endpoint')));
}

/** As {@link destinationsNamed}; one way is given. Throws USAGE, CONFIG_UNUSABLE. */
export function requireDestinations(args: Arguments): readonly DestinationSpec[] {
  const named = destinationsNamed(args);
  if (named === undefined) throw nothingNamed();
  return named;
}

function oneWay(args: Arguments) {
  const [path, addresses] = [args.text('config'), args.texts('at')];
  if (path !== undefined && addresses.length > 0)
    throw new SeqwardenError('USAGE', 'name the destinations with --config or with --at, not with both');
  return { path, addresses };
}

function nothingNamed(): SeqwardenError {
  return new SeqwardenError('USAGE', 'name the destinations, with --config or with --at');
}

/** The one of these places that a person means: by its name in the configuration, or by its address. Throws USAGE. */
export function placeNamed(places: Places, text: string, endpoint: string | undefined): DestinationSpec {
  const named = places.named.get(text);
  if (named !== undefined) return named;
  const wanted = parseDestination(text, endpoint);
  const found = places.specs.find(spec => isDeepStrictEqual(spec, wanted));
  if (found !== undefined) return found;
  throw new SeqwardenError('USAGE', `${text} is none of the destinations`);
}

/** Without links where it is there; else as it is named. */
function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errno(error) === '') throw error;
    return resolve(path);
  }
}
