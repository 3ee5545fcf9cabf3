import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** How it answers when a mail's content has come: takes it, refuses it, dies without a word, or never answers. */
export type Manner = 'take' | 'refuse' | 'die' | 'hang';

/** A mail server of the tests on this host, for one mail a connection; what a real one does is tested where mails are handed over. */
export class MailServer implements AsyncDisposable {
  manner: Manner = 'take';
  /** Called with the content, before it is answered. */
  onContent: (content: string) => void = () => undefined;
  readonly mails: { readonly to: string; readonly content: string }[] = [];
  readonly #server = createServer(socket => this.#serve(socket));

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    let content: string | undefined;
    let to = '';
    socket.on('error', () => undefined).write('220 test\r\n');
    socket.on('data', chunk => {
      const text = chunk.toString('latin1');
      if (content === undefined) {
        to = /^RCPT TO:<(.*)>/m.exec(text)?.[1] ?? to;
        const isData = text.startsWith('DATA');
        if (isData) content = '';
        socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
        return;
      }
      content += text;
      if (content.endsWith('\r\n.\r\n')) this.#answer(socket, to, content);
    });
  }

  #answer(socket: Socket, to: string, content: string): void {
    this.onContent(content);
    if (this.manner === 'hang') return;
    if (this.manner === 'die') {
      socket.destroy();
      return;
    }
    if (this.manner === 'take') this.mails.push({ to, content });
    socket.write(this.manner === 'take' ? '250 taken\r\n' : '552 no\r\n');
  }
}
