import type { EventName } from './event.ts';

/** Which events an output gets. */
export type EventFilter = '*' | readonly EventName[];

/** An address as the configuration gives it, or a file that holds it (0600), for addresses that are themselves a secret. */
export type AddressConfig = { readonly url: string } | { readonly file: string };

export interface MailConfig {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte. `starttls`: demanded. `plain`: this host only. */
  readonly security: 'tls' | 'starttls' | 'plain';
  readonly from: string;
  readonly to: readonly string[];
  readonly events: EventFilter;
  /** File of two lines, user and password. */
  readonly credentials: string | undefined;
}

export interface WebhookConfig {
  readonly address: AddressConfig;
  readonly events: EventFilter;
  /** File with the key of the HMAC. */
  readonly secret: string | undefined;
}

export interface CommandConfig {
  /** Absolute path of the program, then its arguments. */
  readonly run: readonly [string, ...string[]];
  readonly events: EventFilter;
}

export interface HeartbeatConfig {
  readonly address: AddressConfig;
  readonly everyMinutes: number;
}

/** How the agent tells what happens. Everything goes out; nothing listens. */
export interface NotifyConfig {
  readonly textfile: string | undefined;
  readonly heartbeat: HeartbeatConfig | undefined;
  /** PEM file with certificates that are trusted beside those that Node knows. */
  readonly ca: string | undefined;
  readonly mail: readonly MailConfig[];
  readonly webhook: readonly WebhookConfig[];
  readonly command: readonly CommandConfig[];
}
