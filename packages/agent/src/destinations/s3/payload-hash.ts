interface Signable {
  readonly headers: Record<string, string>;
}

/** What stands in a signature in place of a body's digest where the body is not signed (Amazon S3 API Reference, "Signature Calculations"). */
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

/**
 * Middleware for one command: its request is signed with the SHA-256 of its body that we have already (hex), instead of the SDK reading the
 * body once more. A store that checks signatures checks the body by it. With {@link UNSIGNED} nobody does.
 */
export function payloadHash(sha256: string) {
  return <Args extends { readonly request: unknown }, Answer>(next: (args: Args) => Answer) =>
    (args: Args): Answer => {
      if (isSignable(args.request)) args.request.headers['x-amz-content-sha256'] = sha256;
      return next(args);
    };
}

/** Where it stands: the request is there, and is not signed yet. */
export const PAYLOAD_HASH = { step: 'build', name: 'seqwardenPayloadHash' } as const;

function isSignable(request: unknown): request is Signable {
  return (
    typeof request === 'object' &&
    request !== null &&
    'headers' in request &&
    typeof request.headers === 'object' &&
    request.headers !== null
  );
}
