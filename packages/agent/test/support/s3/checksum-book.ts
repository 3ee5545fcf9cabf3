import type { Asked } from './asked.ts';
import { sha256Base64 } from './signature.ts';

const HEADER = 'x-amz-checksum-sha256';

interface Noted {
  readonly etag: string;
  readonly checksum: string;
}

/** The checksums that a store with checksums would keep: of objects by key, of parts by upload and number. */
export class ChecksumBook {
  readonly #objects = new Map<string, Noted>();
  readonly #parts = new Map<string, string>();

  partOf(upload: string, number: number): string | undefined {
    return this.#parts.get(`${upload} ${number}`);
  }

  /** What an answer tells for the book, and what the book adds to the answer. */
  note(
    asked: Asked,
    answer: { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer },
  ): void {
    if (answer.status !== 200) return;
    const { key, uploadId, partNumber } = addressOf(asked);
    const said = asked.headers[HEADER];
    const etag = answer.headers.etag ?? '';
    if (asked.method === 'PUT' && said !== undefined) {
      if (partNumber > 0) this.#parts.set(`${uploadId} ${partNumber}`, said);
      else this.#objects.set(key, { etag, checksum: said });
      answer.headers[HEADER] = said;
    } else if (asked.method === 'POST' && uploadId !== '') {
      const made = /<ETag>(?:"|&quot;)?([\w-]+)/.exec(answer.body.toString())?.[1];
      const checksum = this.#composite(uploadId);
      if (made !== undefined && checksum !== undefined)
        this.#objects.set(key, { etag: `"${made}"`, checksum });
    } else if (asked.headers['x-amz-checksum-mode'] === 'ENABLED') {
      const noted = this.#objects.get(key);
      if (noted?.etag === etag) answer.headers[HEADER] = noted.checksum;
    }
  }

  #composite(uploadId: string): string | undefined {
    const digests: Buffer[] = [];
    for (let number = 1; ; number++) {
      const part = this.partOf(uploadId, number);
      if (part === undefined) break;
      digests.push(Buffer.from(part, 'base64'));
    }
    return digests.length === 0 ? undefined : `${sha256Base64(Buffer.concat(digests))}-${digests.length}`;
  }
}

/** The body as Swift shall get it, or the code of the error that a store with checksums would answer. */
export function checkedBody(book: ChecksumBook, asked: Asked, body: Buffer): Buffer | string {
  const said = asked.headers[HEADER];
  if (said !== undefined && said !== sha256Base64(body)) return 'BadDigest';
  const { uploadId } = addressOf(asked);
  if (asked.method !== 'POST' || uploadId === '') return body;
  const xml = body.toString();
  for (const [part] of xml.matchAll(/<Part>.*?<\/Part>/gs)) {
    const number = Number(/<PartNumber>(\d+)</.exec(part)?.[1]);
    const checksum = /<ChecksumSHA256>([^<]*)</.exec(part)?.[1];
    if (checksum !== undefined && checksum !== book.partOf(uploadId, number)) return 'InvalidPart';
  }
  return Buffer.from(xml.replace(/<ChecksumSHA256>[^<]*<\/ChecksumSHA256>/g, ''));
}

function addressOf({ path }: Asked): {
  readonly key: string;
  readonly uploadId: string;
  readonly partNumber: number;
} {
  const url = new URL(path, 'http://store');
  return {
    key: url.pathname,
    uploadId: url.searchParams.get('uploadId') ?? '',
    partNumber: Number(url.searchParams.get('partNumber') ?? 0),
  };
}
