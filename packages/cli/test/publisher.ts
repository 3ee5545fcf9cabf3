import { writeFileSync } from 'node:fs';
import { createMessage, generateKey, readPrivateKey, sign } from 'openpgp';

/** A publisher of advisories: an OpenPGP key, and what it signs. */
export class Publisher {
  readonly #open: string;
  readonly #secret: string;
  readonly #date: Date;

  private constructor(open: string, secret: string, date: Date) {
    this.#open = open;
    this.#secret = secret;
    this.#date = date;
  }

  /** `date`: when it makes its key, and signs. */
  static async make(date = new Date()): Promise<Publisher> {
    const made = await generateKey({ userIDs: [{ name: 'A publisher' }], format: 'armored', date });
    return new Publisher(made.publicKey, made.privateKey, date);
  }

  /** For `advisories update --publisher-key`. */
  writeKey(path: string): string {
    writeFileSync(path, this.#open);
    return path;
  }

  /** Writes a document, and its signature beside it. */
  async publish(path: string, document: string | Uint8Array): Promise<string> {
    const signingKeys = await readPrivateKey({ armoredKey: this.#secret });
    const message = await createMessage({ binary: Buffer.from(document) });
    const signature = await sign({ message, signingKeys, detached: true, date: this.#date });
    writeFileSync(path, document);
    writeFileSync(`${path}.asc`, String(signature));
    return path;
  }
}
