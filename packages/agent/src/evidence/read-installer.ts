import { Digester, type FileDigests } from './digests.ts';
import { bytesOfNamed, withNamedFile } from './named-file.ts';
import { signerNamedIn } from './signer-named-in.ts';

/** An installer image may be larger than anything that is kept. */
const LARGEST = 2 ** 36;

export interface InstallerFile extends FileDigests {
  /** Who signed it, as its Authenticode signature names him; null: it has none, or none that can be read. That the signature is good is not checked. */
  readonly namedSigner: string | null;
}

/** Reads an installer once for both digests; nothing of it is run or kept. Throws CASE_INPUT_UNUSABLE, and the reason of `signal`. */
export function readInstaller(path: string, signal?: AbortSignal): Promise<InstallerFile> {
  return withNamedFile(path, LARGEST, async file => {
    const digester = new Digester();
    for await (const chunk of bytesOfNamed(file, path, LARGEST)) {
      signal?.throwIfAborted();
      digester.update(chunk);
    }
    return { ...digester.digests(), namedSigner: await signerNamedIn(file, path) };
  });
}
