import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { DrivenBrowser } from './driven-browser.ts';

/** Firefox without a window, by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/). `profile` is an empty folder of its own. */
export async function startFirefox(command: string, profile: string): Promise<DrivenBrowser> {
  const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'];
  const firefox = spawn(command, options, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(firefox, 'exit');
  const end = async () => {
    firefox.kill('SIGKILL');
    await ended;
  };
  try {
    const bidi = await Bidi.open(`${await addressOf(firefox.stderr)}/session`);
    await bidi.ask('session.new', { capabilities: {} });
    const { contexts } = await bidi.ask('browsingContext.getTree', {});
    const context: string = contexts[0].context;
    const evaluate = async (expression: string) => {
      const target = { context };
      const { result } = await bidi.ask('script.evaluate', { expression, target, awaitPromise: true });
      return result;
    };
    return {
      name: (await evaluate('navigator.userAgent')).value,
      show: async url =>
        void (await bidi.ask('browsingContext.navigate', { context, url, wait: 'complete' })),
      evaluate: async expression => (await evaluate(expression)).value,
      choose: async (selector, files) => {
        const { sharedId } = await evaluate(`document.querySelector('${selector}')`);
        await bidi.ask('input.setFiles', { context, element: { sharedId }, files });
      },
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function addressOf(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, address] = /^WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    output.resume();
    return address;
  }
  throw new Error('Firefox ended before it listened');
}

/** One question after the other. */
class Bidi {
  readonly #socket: WebSocket;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(address: string): Promise<Bidi> {
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Bidi(socket);
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of the protocol, of which each caller knows the form
  async ask(method: string, params: object): Promise<any> {
    const id = ++this.#asked;
    const answered = once(this.#socket, 'message');
    this.#socket.send(JSON.stringify({ id, method, params }));
    const [{ data }] = await answered;
    const answer = JSON.parse(data);
    if (answer.id !== id || answer.type !== 'success') throw new Error(`${method}: ${data}`);
    return answer.result;
  }
}
