import { createHash, createPublicKey, verify } from 'node:crypto';
import { connect } from 'node:net';
import { type Bytes, keyFingerprint, SeqwardenError } from '@seqwarden/proof';
import { keyidOf, type Signer } from '../config/signer.ts';
import { errno } from '../host/fs-error.ts';
import { SshReader, sshString } from './ssh-wire.ts';

/**
 * A key that an ssh-agent holds, for itself or for a smart card behind it, reached by the agent protocol (draft-ietf-sshm-ssh-agent) over the socket of
 * SSH_AUTH_SOCK. Only ecdsa-sha2-nistp256 is of use, which signs SHA-256 of whatever it is given (RFC 5656, 3.1.2): so it signs our statements as a
 * seal key does, without the wrapping of SSHSIG.
 */
export interface AgentKey {
  /** SHA-256 of the SubjectPublicKeyInfo, hex: the key id of our statements. */
  readonly keyid: string;
  /** As `ssh-add -l` shows it: `SHA256:` and base64 without padding, of the key as SSH spells it. */
  readonly sshFingerprint: string;
  readonly spki: Bytes;
  /** The key as SSH spells it. */
  readonly blob: Bytes;
}

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const KEY_TYPE = 'ecdsa-sha2-nistp256';
const CURVE = 'nistp256';

/** What an agent may answer at most; OpenSSH's own limit is 256 KiB. */
const LARGEST = 256 * 1024;
/** A person may have to touch a card, or type its number. */
const WAIT_MS = 120_000;

/** The keys of the agent that can sign statements. Throws SSH_AGENT_UNUSABLE. */
export async function sshAgentKeys(env: NodeJS.ProcessEnv): Promise<AgentKey[]> {
  const answer = await ask(env, Buffer.from([REQUEST_IDENTITIES]), IDENTITIES_ANSWER);
  const reader = new SshReader(answer);
  const keys: AgentKey[] = [];
  for (let left = reader.number(); left > 0; left--) {
    const blob = reader.string();
    reader.string();
    const spki = spkiOfBlob(blob);
    if (spki === undefined) continue;
    const sshFingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
    keys.push({
      keyid: keyidOf(spki),
      sshFingerprint,
      spki,
      blob: new Uint8Array(blob),
    });
  }
  return keys;
}

/**
 * The one key that is meant: by its fingerprint, as `ssh-add -l` or we show it, or by its key id; without one the only one that there is. Throws
 * SSH_AGENT_UNUSABLE, SSH_AGENT_KEY.
 */
export async function sshAgentSigner(env: NodeJS.ProcessEnv, which?: string): Promise<Signer> {
  const wanted = which?.replaceAll(' ', '').replace(/=+$/, '');
  const keys = (await sshAgentKeys(env)).filter(
    ({ keyid, sshFingerprint }) =>
      wanted === undefined ||
      [keyid, keyFingerprint(keyid).replaceAll(' ', ''), sshFingerprint].includes(wanted),
  );
  const [key, another] = keys;
  if (key === undefined)
    throw new SeqwardenError('SSH_AGENT_KEY', `the agent has no such key of type ${KEY_TYPE}`);
  if (another !== undefined)
    throw new SeqwardenError(
      'SSH_AGENT_KEY',
      `the agent has ${keys.length} keys of type ${KEY_TYPE}: say which`,
    );
  return signerOfSshAgentKey(env, key);
}

/** What an agent signs is checked before it is used: another program answers there. */
export function signerOfSshAgentKey(env: NodeJS.ProcessEnv, { keyid, spki, blob }: AgentKey): Signer {
  return {
    keyid,
    spki,
    sign: async message => {
      const request = Buffer.concat([
        Buffer.from([SIGN_REQUEST]),
        sshString(blob),
        sshString(message),
        Buffer.alloc(4),
      ]);
      const raw = rawSignature(new SshReader(await ask(env, request, SIGN_RESPONSE)).string());
      const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
      if (raw === undefined || !verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, raw))
        throw new SeqwardenError('SSH_AGENT_UNUSABLE', 'what the agent signed does not verify');
      return raw;
    },
  };
}

/** The key as SSH spells it: `string type, string curve, string point` (RFC 5656, 3.1); undefined for a key of another kind, or no point of the curve. */
export function spkiOfBlob(blob: Buffer): Bytes | undefined {
  const reader = new SshReader(blob);
  if (reader.string().toString('latin1') !== KEY_TYPE || reader.string().toString('latin1') !== CURVE)
    return undefined;
  const point = reader.string();
  if (point.length !== 65 || point[0] !== 0x04) return undefined;
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(half => half.toString('base64url'));
  try {
    const key = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' };
    const spki = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' });
    return new Uint8Array(spki);
  } catch {
    return undefined;
  }
}

/** r‖s of `string type, string (mpint r, mpint s)` (RFC 5656, 3.1.2). */
function rawSignature(signature: Buffer): Buffer | undefined {
  const reader = new SshReader(signature);
  if (reader.string().toString('latin1') !== KEY_TYPE) return undefined;
  const numbers = new SshReader(reader.string());
  const halves = [numbers.string(), numbers.string()].map(mpint => {
    const magnitude = mpint[0] === 0 ? mpint.subarray(1) : mpint;
    return magnitude.length > 32
      ? undefined
      : Buffer.concat([Buffer.alloc(32 - magnitude.length), magnitude]);
  });
  const [r, s] = halves;
  return r === undefined || s === undefined ? undefined : Buffer.concat([r, s]);
}

/** Sends one request, and returns the body of the answer of this type. Throws SSH_AGENT_UNUSABLE. */
async function ask(env: NodeJS.ProcessEnv, request: Buffer, expected: number): Promise<Buffer> {
  const path = env.SSH_AUTH_SOCK;
  if (path === undefined || path === '') throw unusable('SSH_AUTH_SOCK names no agent');
  const [type, body] = splitAnswer(await exchange(path, sshString(request)));
  if (type !== expected) throw unusable(`the agent refused (${type})`);
  return body;
}

function exchange(path: string, request: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const socket = connect({ path });
  let answer = Buffer.alloc(0);
  // Over all of it: a timeout of the socket would begin anew with each byte.
  const limit = setTimeout(() => reject(unusable('the agent does not answer in time')), WAIT_MS);
  socket.on('connect', () => socket.write(request));
  socket.on('data', (chunk: Buffer) => {
    answer = Buffer.concat([answer, chunk]);
    const length = answer.length < 4 ? undefined : answer.readUInt32BE();
    if (length !== undefined && (length > LARGEST || length === 0))
      reject(unusable('the agent answers otherwise than agents do'));
    else if (length !== undefined && answer.length >= 4 + length) resolve(answer.subarray(4, 4 + length));
  });
  socket.on('error', error => reject(unusable(`the agent cannot be reached: ${errno(error)}`)));
  socket.on('close', () => reject(unusable('the agent ended the connection')));
  return promise.finally(() => {
    clearTimeout(limit);
    socket.destroy();
  });
}

function splitAnswer(answer: Buffer): readonly [type: number, body: Buffer] {
  return [answer[0] ?? 0, answer.subarray(1)];
}

function unusable(what: string): SeqwardenError {
  return new SeqwardenError('SSH_AGENT_UNUSABLE', what);
}
