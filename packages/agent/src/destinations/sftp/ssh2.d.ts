/**
 * What this folder uses of ssh2 1.17.0. By its modules and not by its index: that would load a server too, and nothing here may be able to
 * listen. Its SFTP client is not used either (decision 0031).
 */
declare module 'ssh2/lib/client.js' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';
  import type { BaseAgent } from 'ssh2/lib/agent.js';

  interface ConnectConfig {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    /** Milliseconds from the first packet to the end of the log-in. */
    readonly readyTimeout: number;
    readonly keepaliveInterval: number;
    readonly keepaliveCountMax: number;
    readonly algorithms: {
      readonly kex: readonly string[];
      readonly cipher: readonly string[];
      readonly hmac: readonly string[];
      readonly serverHostKey: readonly string[];
      readonly compress: readonly string[];
    };
    readonly hostVerifier: (key: Buffer) => boolean;
    readonly authHandler: readonly { type: 'agent'; username: string; agent: BaseAgent }[];
  }

  class Client extends EventEmitter {
    connect(config: ConnectConfig): this;
    subsys(name: string, done: (error: Error | undefined, channel: Duplex) => void): this;
    setNoDelay(on: boolean): this;
    end(): this;
    destroy(): this;
  }
  export default Client;
}

declare module 'ssh2/lib/agent.js' {
  import type { ParsedKey } from 'ssh2/lib/protocol/keyParser.js';

  type SignDone = (error: Error | undefined, signature?: Buffer) => void;
  /** `hash` is there for RSA keys only. */
  interface SignOptions {
    readonly hash?: 'sha1' | 'sha256' | 'sha512' | undefined;
  }
  class BaseAgent {
    getIdentities(done: (error: Error | undefined, keys?: readonly ParsedKey[]) => void): void;
    sign(key: ParsedKey, data: Buffer, options: SignOptions, done: SignDone): void;
  }
  class OpenSSHAgent extends BaseAgent {
    constructor(socketPath: string);
  }
  const agents: { readonly BaseAgent: typeof BaseAgent; readonly OpenSSHAgent: typeof OpenSSHAgent };
  export default agents;
  export type { BaseAgent, OpenSSHAgent, SignDone, SignOptions };
}

declare module 'ssh2/lib/protocol/keyParser.js' {
  interface ParsedKey {
    /** `ssh-ed25519`, `ssh-rsa`, … */
    readonly type: string;
    isPrivateKey(): boolean;
    sign(data: Buffer, hash?: string): Buffer | Error;
  }
  const parser: { parseKey(data: Buffer): ParsedKey | readonly ParsedKey[] | Error };
  export default parser;
  export type { ParsedKey };
}
