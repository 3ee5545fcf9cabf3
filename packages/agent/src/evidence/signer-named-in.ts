import type { FileHandle } from 'node:fs/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { CompoundFile } from './compound-file.ts';
import type { ReadPart } from './part-reader.ts';
import { peSignature } from './pe-signature.ts';
import { signingSubject } from './signing-subject.ts';

/** Where a .msi has its signature; "Windows Installer: Digital Signatures and Windows Installer". */
const MSI_SIGNATURE = '\u0005DigitalSignature';

/**
 * Whom the Authenticode signature of a program or an installer package names as its signer: the common name of the certificate that it points to. Null: it has none, or none that can be
 * read. It names only: nothing is verified. Throws CASE_INPUT_UNUSABLE where the file cannot be read.
 */
export async function signerNamedIn(file: FileHandle, path: string): Promise<string | null> {
  const read: ReadPart = async (position, length) => {
    try {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, position);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      const why = errno(error) || String(error);
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${path}: ${why}`, { cause: error });
    }
  };
  const pkcs7 = (await peSignature(read)) ?? (await (await CompoundFile.open(read))?.stream(MSI_SIGNATURE));
  return pkcs7 === undefined ? null : signingSubject(pkcs7);
}
