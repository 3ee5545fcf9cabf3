import { createHmac } from 'node:crypto';
import { isWanted } from './filter.ts';
import { httpSend } from './http-send.ts';
import type { EventFilter } from './notify-config.ts';
import { type Output, oneByOne } from './output.ts';
import { eventJson } from './stamped-event.ts';

export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  readonly events: EventFilter;
  readonly secret: string | undefined;
  readonly ca: readonly string[] | undefined;
  readonly timeLimitMs?: number;
}

/** Name of the header with {@link webhookSignature}. */
export const SIGNATURE_HEADER = 'seqwarden-signature';

/** `sha256=` and the HMAC-SHA-256 (hex) over the bytes of the body, by the bytes of the secret. */
export function webhookSignature(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** One POST for each event: its JSON, as in the log. An event can arrive twice; its `id` is then the same. */
export function webhookOutput({ name, url, events, secret, ca, timeLimitMs }: WebhookOptions): Output {
  return {
    name,
    local: false,
    wants: event => isWanted(events, event),
    next: oneByOne,
    send: async ([event], signal) => {
      if (event === undefined) return;
      const body = eventJson(event);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'seqwarden',
        ...(secret !== undefined && { [SIGNATURE_HEADER]: webhookSignature(body, secret) }),
      };
      await httpSend(
        url,
        { method: 'POST', headers, body },
        { ca, signal, ...(timeLimitMs !== undefined && { timeLimitMs }) },
      );
    },
  };
}
