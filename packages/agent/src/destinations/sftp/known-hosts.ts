import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * OpenSSH's file of host keys: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. Plain names with `*`, `?` and `!`, hashed names, `[host]:port`, and
 * `@revoked`. Lines with `@cert-authority` are for certificates, which are not asked for: they pin nothing.
 */
export interface PinnedKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … */
  readonly type: string;
  readonly blob: Buffer;
  readonly isRevoked: boolean;
}

/** What the file calls a host: the port is named where it is not 22. */
export function hostLabel(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The keys that the file has for a host. What is no line of it, pins nothing. */
export function pinnedKeys(knownHosts: string, label: string): PinnedKey[] {
  return knownHosts.split('\n').flatMap(line => {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    const [hosts = '', type = '', key = ''] = fields;
    if (hosts.startsWith('#') || key === '' || (marker !== undefined && marker !== '@revoked')) return [];
    const blob = Buffer.from(key, 'base64');
    return matches(hosts, label) && typeOf(blob) === type
      ? [{ type, blob, isRevoked: marker === '@revoked' }]
      : [];
  });
}

export type HostKeyVerdict = 'pinned' | 'revoked' | 'other' | 'unknown';

/** `other`: the host has keys, and this is none of them. */
export function judgeHostKey(pinned: readonly PinnedKey[], offered: Buffer): HostKeyVerdict {
  const same = pinned.filter(key => key.blob.equals(offered));
  if (same.some(key => key.isRevoked)) return 'revoked';
  if (same.length > 0) return 'pinned';
  return pinned.some(key => !key.isRevoked) ? 'other' : 'unknown';
}

/** As OpenSSH shows it: SHA256 and unpadded base64. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The line that pins a key. */
export function knownHostsLine(label: string, blob: Buffer): string {
  return `${label} ${typeOf(blob)} ${blob.toString('base64')}`;
}

/** A key's blob begins with its type (RFC 4253, section 6.6); '' where it does not. */
function typeOf(blob: Buffer): string {
  if (blob.length < 4) return '';
  const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
  return /^[a-z0-9@.-]+$/.test(type) ? type : '';
}

function matches(hosts: string, label: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, label);
  const patterns = hosts.split(',');
  if (patterns.some(pattern => pattern.startsWith('!') && matchesPattern(pattern.slice(1), label)))
    return false;
  return patterns.some(pattern => matchesPattern(pattern, label));
}

/** `|1|salt|HMAC-SHA1 of the name with the salt as key|`, both base64. */
function matchesHash(hosts: string, label: string): boolean {
  const [, kind = '', salt = '', hash = ''] = hosts.split('|');
  if (kind !== '1') return false;
  const due = createHmac('sha1', Buffer.from(salt, 'base64')).update(label).digest();
  const found = Buffer.from(hash, 'base64');
  return found.length === due.length && timingSafeEqual(found, due);
}

function matchesPattern(pattern: string, label: string): boolean {
  const expression = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(label);
}
