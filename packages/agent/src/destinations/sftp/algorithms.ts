import type { PinnedKey } from './known-hosts.ts';

/**
 * What may protect a connection: no SHA-1, no CBC, no compression. AES-GCM comes first because Node computes it with the processor's own
 * instructions; ssh2 has ChaCha20-Poly1305 in WebAssembly only. The names are those of RFC 8709, 5656, 8268, 8332, 6668 and OpenSSH's PROTOCOL.
 */
export const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes256-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} as const;

const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/** Kinds that are pinned first, so that a server with several keys shows the one that was compared. */
export function hostKeyAlgorithms(pinned: readonly PinnedKey[]): string[] {
  const types = new Set(pinned.filter(key => !key.isRevoked).map(key => key.type));
  const isPinned = (algorithm: string) => types.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...HOST_KEYS.filter(isPinned), ...HOST_KEYS.filter(name => !isPinned(name))];
}
