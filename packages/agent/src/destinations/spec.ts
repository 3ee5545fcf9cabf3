import { resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import type { DestinationSpec } from './destination.ts';

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads what a person names as destination: a folder, `s3://bucket[/prefix]`, `sftp://user@host[:port]/absolute/path`. `endpoint` is for S3 only: the address
 * of a store that is not Amazon's. Secrets are never part of it: an address with a password is refused without being repeated. Throws USAGE.
 */
export function parseDestination(text: string, endpoint?: string): DestinationSpec {
  if (!/^[a-z0-9+.-]+:\/\//i.test(text)) return { kind: 'folder', path: resolve(required(text)) };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw usage('is no address');
  if (url.password !== '') throw usage('holds a password; keys come from files and the environment');
  if (url.search !== '' || url.hash !== '') throw usage('has a ? or # part');
  if (url.protocol === 's3:') return s3(url, endpoint);
  if (url.protocol === 'sftp:') return sftp(url);
  throw usage('is neither a folder nor s3:// nor sftp://');
}

function s3(url: URL, endpoint: string | undefined): DestinationSpec {
  if (url.username !== '' || url.port !== '' || !BUCKET.test(url.host)) throw usage('names no bucket');
  const prefix = segments(url).join('/');
  return {
    kind: 's3',
    bucket: url.host,
    prefix,
    ...(endpoint !== undefined && { endpoint: address(endpoint) }),
  };
}

function sftp(url: URL): DestinationSpec {
  const path = `/${segments(url).join('/')}`;
  if (url.username === '' || url.hostname === '')
    throw usage('has no user or no host: sftp://user@host/path');
  const port = url.port === '' ? 22 : Number(url.port);
  return { kind: 'sftp', user: decoded(url.username), host: url.hostname, port, path };
}

/** No part is empty, `.` or `..`; blanks and the like may be written as %20. */
function segments(url: URL): string[] {
  const parts = url.pathname
    .replace(/^\/|\/$/g, '')
    .split('/')
    .map(decoded);
  if (parts.length === 1 && parts[0] === '') return [];
  if (parts.some(part => part === '' || part === '.' || part === '..' || /[/\0]/.test(part)))
    throw usage('has a part that is empty, `.` or `..`');
  return parts;
}

function address(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isLoopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (
    url === undefined ||
    url.username !== '' ||
    url.password !== '' ||
    /[?#]/.test(endpoint) ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))
  )
    throw new SeqwardenError(
      'USAGE',
      'the S3 endpoint must be an https address without user, password, ? and # (http for this host alone)',
    );
  return url.href.replace(/\/$/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw usage('has a % that stands for nothing');
  }
}

function required(path: string): string {
  if (path === '') throw usage('is empty');
  return path;
}

function usage(what: string): SeqwardenError {
  return new SeqwardenError('USAGE', `the destination ${what}`);
}
