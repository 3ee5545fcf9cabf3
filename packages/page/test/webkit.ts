import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../../scripts/testing/free-ports.ts';
import type { DrivenBrowser } from './driven-browser.ts';

const BETWEEN_TRIES_MS = 50;

/** WebKitGTK's small browser on a screen of its own, by WebDriver (https://www.w3.org/TR/webdriver2/). `browser` is the path of MiniBrowser. */
export async function startWebKit(browser: string): Promise<DrivenBrowser> {
  const processes: ChildProcess[] = [];
  const end = async () => {
    for (const one of processes.toReversed()) {
      const ended = one.exitCode === null && one.signalCode === null ? once(one, 'exit') : undefined;
      one.kill('SIGTERM');
      await ended;
    }
  };
  try {
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    processes.push(screen);
    const display = await firstLine(screen);
    const port = await freePort();
    // Its sandbox needs namespaces, which a container may not have.
    const env = {
      ...process.env,
      DISPLAY: `:${display}`,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env });
    processes.push(driver);
    return await Session.open(`http://127.0.0.1:${port}`, browser, driver, end);
  } catch (error) {
    await end();
    throw error;
  }
}

async function firstLine({ stdio }: ChildProcess): Promise<string> {
  const output = stdio[3];
  if (output === null || output === undefined || !('read' in output))
    throw new Error('the screen has no output');
  for await (const line of createInterface({ input: output })) return line;
  throw new Error('there is no screen');
}

/** The browser, as its driver has it. */
class Session implements DrivenBrowser {
  readonly name: string;
  readonly #address: string;
  readonly #end: () => Promise<void>;

  private constructor(name: string, address: string, end: () => Promise<void>) {
    this.name = name;
    this.#address = address;
    this.#end = end;
  }

  static async open(
    driver: string,
    binary: string,
    process: ChildProcess,
    end: () => Promise<void>,
  ): Promise<Session> {
    await untilReady(driver, process);
    const options = { binary, args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const { sessionId, capabilities: found } = await ask('POST', `${driver}/session`, { capabilities });
    const name = `${found.browserName} of WebKitGTK ${found.browserVersion}`;
    return new Session(name, `${driver}/session/${sessionId}`, end);
  }

  async show(url: string): Promise<void> {
    await ask('POST', `${this.#address}/url`, { url });
  }

  evaluate(expression: string): Promise<unknown> {
    const script = `const done = arguments[arguments.length - 1]; Promise.resolve(${expression}).then(done);`;
    return ask('POST', `${this.#address}/execute/async`, { script, args: [] });
  }

  async choose(selector: string, files: readonly string[]): Promise<void> {
    const found = await ask('POST', `${this.#address}/element`, { using: 'css selector', value: selector });
    const [element] = Object.values(found);
    await ask('POST', `${this.#address}/element/${element}/value`, { text: files.join('\n') });
  }

  async close(): Promise<void> {
    await ask('DELETE', this.#address);
    await this.#end();
  }
}

async function untilReady(driver: string, process: ChildProcess): Promise<void> {
  while (process.exitCode === null) {
    try {
      await ask('GET', `${driver}/status`);
      return;
    } catch (error) {
      // it does not tell when it listens
      if (!(error instanceof TypeError)) throw error;
      await setTimeout(BETWEEN_TRIES_MS);
    }
  }
  throw new Error('the driver of WebKit ended before it listened');
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the protocol, of which each caller knows the form
async function ask(method: string, address: string, body?: object): Promise<any> {
  const answer = await fetch(address, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = JSON.parse(await answer.text());
  if (!answer.ok) throw new Error(`${method} ${address}: ${JSON.stringify(value)}`);
  return value;
}
