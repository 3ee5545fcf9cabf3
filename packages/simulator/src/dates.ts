/**
 * Dates as the instruments write them. All times are milliseconds since 1970 UTC, and the simulated
 * instruments' clocks and locales are UTC and US English, so that a plan depends on nothing of this machine.
 */

export const MINUTE = 60_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** `230825` */
export function yymmdd(at: number): string {
  return yyyymmdd(at).slice(2);
}

/** `20230825` */
export function yyyymmdd(at: number): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
}

/** `2024-02-27T20:40:35Z` */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `2024-05-31T17:52:16.9250000+00:00`: .NET's round-trip form. */
export function dotnetTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}0000+00:00`;
}

/** `6/10/2017` */
export function usDate(at: number): string {
  const date = new Date(at);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
}

/** `2:09:31 PM` */
export function usTime(at: number): string {
  const date = new Date(at);
  const hour = date.getUTCHours();
  const half = hour < 12 ? 'AM' : 'PM';
  return `${hour % 12 === 0 ? 12 : hour % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${half}`;
}

/** `6/10/2017 2:09:31 PM` */
export function usDateTime(at: number): string {
  return `${usDate(at)} ${usTime(at)}`;
}

/** `6/25/2014,02:49:01.645`: RTA 1. */
export function rta1Time(at: number): string {
  return `${usDate(at)},${new Date(at).toISOString().slice(11, 23)}`;
}

/** `1.17:59:12.4140000`: .NET's time span, with days before a dot where there are any. */
export function dotnetDuration(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = `${new Date(ms % 86_400_000).toISOString().slice(11, 23)}0000`;
  return days > 0 ? `${days}.${rest}` : rest;
}
