import { SeqwardenError } from '@seqwarden/proof';
import {
  listOf,
  type Place,
  type Read,
  type TableReader,
  tableOf,
  text,
  whole,
  yesOrNo,
} from '@seqwarden/toml';
import type { DestinationSpec } from '../../destinations/destination.ts';
import { parseDestination } from '../../destinations/spec.ts';
import { path } from '../../host/path-value.ts';
import { size } from './agent-config-values.ts';

export interface RootConfig {
  readonly name: string;
  /** Absolute. Read only. */
  readonly path: string;
  /** Names of destinations. */
  readonly destinations: readonly string[];
  readonly sourceLabel: string | undefined;
  readonly quietSeconds: number;
  readonly staleAfterHours: number;
  readonly unsealedAfterHours: number;
}

/** A limit in a part of each day: minutes since midnight by the clock on the wall, `to` not included; `to` before `from` is over midnight, equal is always. */
export interface LimitConfig {
  readonly from: number;
  readonly to: number;
  /** 0: nothing is transferred. */
  readonly bytesPerSecond: number;
}

export interface DestinationConfig {
  readonly name: string;
  readonly spec: DestinationSpec;
  /** Bytes of free space that are never used. */
  readonly reserve: number;
  readonly reread: boolean;
  /** Whether all is read a second time after the seal. */
  readonly confirm: boolean;
  /** undefined: never. */
  readonly reverifyDays: number | undefined;
  /** The first that matches counts; where none does there is no limit. */
  readonly limits: readonly LimitConfig[];
}

/** What may-delete asks for. */
export interface RetentionConfig {
  readonly destinations: number;
  readonly readBackWithinDays: number;
  readonly keepDays: number;
}

const A_YEAR_OF_HOURS = 8784;
const A_CENTURY_OF_DAYS = 36_525;
const LONGEST_LABEL = 200;

export function root(table: TableReader, name: string): RootConfig | undefined {
  const folder = table.required('path', path);
  const destinations = table.required('destinations', listOf(text));
  const rest = {
    sourceLabel: table.optional('source-label', label),
    quietSeconds: table.orElse('quiet-seconds', whole(1, 3600), 20),
    staleAfterHours: table.orElse('stale-after-hours', whole(1, A_YEAR_OF_HOURS), 48),
    unsealedAfterHours: table.orElse('unsealed-after-hours', whole(1, A_YEAR_OF_HOURS), 12),
  };
  return folder !== undefined && destinations ? { name, path: folder, destinations, ...rest } : undefined;
}

export function destination(table: TableReader, name: string): DestinationConfig | undefined {
  const endpoint = table.optional('endpoint', text);
  const spec = table.required('to', (value, place) => specOf(value, endpoint, place));
  if (spec !== undefined && spec.kind !== 's3' && table.has('endpoint'))
    table.place.at('endpoint').refuse('is for s3:// only');
  if (spec?.kind === 's3' && table.has('reserve'))
    table.place.at('reserve').refuse('means nothing here: an S3 store does not tell what is free');
  const rest = {
    reserve: table.orElse('reserve', size, 0),
    reread: table.orElse('reread', yesOrNo, false),
    confirm: table.orElse('confirm', yesOrNo, true),
    reverifyDays: table.optional('reverify-days', whole(1, 3660)),
    limits: table.orElse('limits', listOf(tableOf(limit)), []),
  };
  return spec && { name, spec, ...rest };
}

export const retention: Read<RetentionConfig> = tableOf(table => {
  const destinations = table.required('destinations', whole(1, 8));
  const readBackWithinDays = table.required('read-back-within-days', whole(1, A_CENTURY_OF_DAYS));
  const keepDays = table.required('keep-days', whole(0, A_CENTURY_OF_DAYS));
  if (destinations === undefined || readBackWithinDays === undefined || keepDays === undefined)
    return undefined;
  return { destinations, readBackWithinDays, keepDays };
});

/** It is signed in every seal, whose statement must stay small. */
const label: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined || given.length <= LONGEST_LABEL) return given;
  return place.refuse(`is longer than ${LONGEST_LABEL} characters`);
};

/** What is wrong with an address is said by the reader of addresses, which repeats none. */
function specOf(value: unknown, endpoint: string | undefined, place: Place): DestinationSpec | undefined {
  const given = text(value, place);
  if (given === undefined) return undefined;
  try {
    if (!/^[a-z0-9+.-]+:\/\//i.test(given) && path(given, place) === undefined) return undefined;
    return parseDestination(given, endpoint);
  } catch (error) {
    if (error instanceof SeqwardenError) return place.refuse(error.message);
    throw error;
  }
}

function limit(table: TableReader): LimitConfig | undefined {
  const span = table.required('hours', hours);
  const megabytes = table.required('megabytes-per-second', whole(0, 1_000_000));
  return span && megabytes !== undefined ? { ...span, bytesPerSecond: megabytes * 1e6 } : undefined;
}

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const MINUTES_OF_A_DAY = 24 * 60;

const hours: Read<{ readonly from: number; readonly to: number }> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const [, fromHour, fromMinute, toHour = '24', toMinute = '00'] = HOURS.exec(given) ?? [];
  if (fromHour === undefined) return place.refuse('must be hours such as "08:00-18:00"');
  const minutes = (hour: string, minute = '0') => (Number(hour) * 60 + Number(minute)) % MINUTES_OF_A_DAY;
  return { from: minutes(fromHour, fromMinute), to: minutes(toHour, toMinute) };
};
