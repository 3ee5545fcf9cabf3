import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildPage } from '../../../scripts/pack-page.ts';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';

/** The built page in a file, and the browser of the PATH that shows it; none is ever fetched. */
export class Pages {
  readonly #file: string;
  #browser: Browser | undefined;

  /** `file` is where the page is put. */
  constructor(file: string) {
    this.#file = file;
  }

  async build(): Promise<void> {
    writeFileSync(this.#file, await buildPage());
  }

  /** The page, or undefined where there is no browser. Whatever it does beyond itself fails the test at its end. */
  async open(t: TestContext, options: BrowserContextOptions = {}): Promise<OpenPage | undefined> {
    const name = toolOrSkip(t, 'chromium');
    if (name === undefined) return undefined;
    this.#browser ??= await chromium.launch({ executablePath: pathOf(name) });
    const page = await OpenPage.open(this.#browser, this.#file, options);
    t.after(async () => {
      assert.deepEqual(await page.close(), [], 'requests');
      assert.deepEqual(page.complaints, [], 'violations of the policy, errors');
    });
    return page;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

function pathOf(command: string): string {
  return execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', command], { encoding: 'utf8' }).trim();
}

export interface Shown {
  readonly answer: string;
  readonly codes: string[];
  readonly sentence: string;
}

/** The page in a browser, from a file, and all that it tried to do beyond itself. */
export class OpenPage {
  readonly page: Page;
  readonly requests: string[] = [];
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
    page.on('request', request => this.requests.push(request.url()));
    page.on('websocket', socket => this.requests.push(socket.url()));
    page.on('pageerror', error => this.complaints.push(error.message));
    page.on('console', message => this.complaints.push(message.text()));
  }

  static async open(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await browser.newContext(options);
    const opened = new OpenPage(await context.newPage());
    await opened.page.goto(pathToFileURL(file).href);
    return opened;
  }

  async give(input: 'trust-file' | 'run-folder' | 'run-files', files: string | string[]): Promise<void> {
    await this.page.setInputFiles(`#${input}`, files);
  }

  /** What it says when all of a run is given by its folder. */
  async judge(trust: string, run: string): Promise<Shown> {
    await this.give('trust-file', trust);
    await this.give('run-folder', run);
    return this.shown();
  }

  /** As from a file manager. */
  async drop(onto: string, files: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await this.page.locator(onto).scrollIntoViewIfNeeded();
    const box = await this.page.locator(onto).boundingBox();
    const at = { x: (box?.x ?? 0) + 12, y: (box?.y ?? 0) + 12 };
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }

  async shown(): Promise<Shown> {
    const place = this.page.locator('#answer[data-answer]');
    await place.waitFor();
    return {
      answer: (await place.getAttribute('data-answer')) ?? '',
      codes: ((await place.getAttribute('data-codes')) ?? '').split(' ').filter(code => code !== ''),
      sentence: await this.page.locator('#answer .sentence').innerText(),
    };
  }

  text(selector: string): Promise<string[]> {
    return this.page.locator(selector).allInnerTexts();
  }

  /** Closes it, and tells what it loaded beside itself and its worker. */
  async close(): Promise<string[]> {
    await this.page.context().close();
    return this.requests.filter(
      (url, at) => !(at === 0 && url.startsWith('file:')) && !url.startsWith('blob:null/'),
    );
  }
}
