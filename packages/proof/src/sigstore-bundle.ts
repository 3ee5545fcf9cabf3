import { type Bytes, concatBytes, utf8 } from './bytes.ts';

/**
 * The envelope as a Sigstore bundle v0.3 (docs/FORMATS.md section 6): the file's bytes. A verifier builds it again
 * from the envelope and compares, so there is nothing to decode.
 */
export function sigstoreBundle(envelopeFile: Uint8Array, keyid: string): Bytes {
  const head =
    '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",' +
    `"verificationMaterial":{"publicKey":{"hint":"${keyid}"},"tlogEntries":[]},"dsseEnvelope":`;
  const envelopeWithoutLf = envelopeFile.subarray(0, -1);
  return concatBytes(utf8(head), envelopeWithoutLf, utf8('}\n'));
}
