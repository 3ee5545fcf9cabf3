import type { Swift } from './swift.ts';
import { signIn } from './swift.ts';

/** What lies in Swift, by its own interface and not by S3: the stranger's way to the objects. */
export class SwiftAccount {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async open(swift: Swift): Promise<SwiftAccount> {
    const token = await signIn(swift.endpoint);
    if (token === undefined) throw new Error('Swift gave no token');
    return new SwiftAccount(`${swift.endpoint}/v1/AUTH_lab`, token);
  }

  async makeBucket(bucket: string): Promise<void> {
    for (const container of [bucket, `${bucket}+segments`])
      await this.#ask('PUT', encodeURIComponent(container));
  }

  /** Keys below a prefix, as text. */
  async keys(bucket: string, prefix: string): Promise<string[]> {
    const query = `?format=json&prefix=${encodeURIComponent(prefix)}`;
    const listed: unknown = await (await this.#ask('GET', bucket + query)).json();
    if (!Array.isArray(listed)) throw new Error('Swift listed nothing that is a list');
    return listed.map((entry: { name: string }) => entry.name);
  }

  async read(bucket: string, key: string): Promise<Buffer | undefined> {
    const answer = await this.#ask('GET', address(bucket, key));
    return answer.status === 404 ? undefined : Buffer.from(await answer.arrayBuffer());
  }

  /** What an object says of itself: Swift keeps S3's metadata under names of its own. */
  async metadata(bucket: string, key: string, name: string): Promise<string | undefined> {
    return (await this.#ask('HEAD', address(bucket, key))).headers.get(`x-object-meta-${name}`) ?? undefined;
  }

  async put(bucket: string, key: string, bytes: Uint8Array): Promise<void> {
    await this.#ask('PUT', address(bucket, key), new Uint8Array(bytes));
  }

  /** No error where there is none. */
  async remove(bucket: string, key: string): Promise<void> {
    await this.#ask('DELETE', address(bucket, key));
  }

  async #ask(method: string, path: string, body?: Uint8Array<ArrayBuffer>): Promise<Response> {
    const answer = await fetch(`${this.#url}/${path}`, {
      method,
      headers: { 'x-auth-token': this.#token },
      ...(body !== undefined && { body }),
    });
    if (!answer.ok && answer.status !== 404) throw new Error(`Swift: ${method} gave ${answer.status}`);
    return answer;
  }
}

function address(bucket: string, key: string): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
