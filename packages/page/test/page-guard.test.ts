import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildPage } from '../../../scripts/pack-page.ts';
import { Lab } from './lab.ts';
import { Pages } from './open-page.ts';

/** Names that Linux allows, and how a page may show them. */
const HOSTILE: Readonly<Record<string, string>> = {
  '<img src=x onerror=alert(1)>.txt': '<img src=x onerror=alert(1)>.txt',
  '<script>document.title=1<': '<script>document.title=1<',
  'invoice\u202egpj.exe': 'invoice\\u{202e}gpj.exe',
  'two\nlines': 'two\\u{a}lines',
  'back\\slash': 'back\\\\slash',
  '&amp;\u2066x': '&amp;\\u{2066}x',
  'zero\u200bwidth\u0085': 'zero\\u{200b}width\\u{85}',
  'ünïcödé 試験': 'ünïcödé 試験',
};
/** More than is hashed whole. */
const LARGE = 257 * 2 ** 20;

describe('verify.html in Chromium, before a hostile run,', () => {
  const lab = new Lab();
  const pages = new Pages(lab.at('verify.html'));
  let run = '';

  before(async () => {
    await pages.build();
    run = lab.sealed(run => {
      for (const name of Object.keys(HOSTILE)) writeFileSync(join(run, name), name);
    });
  });
  after(async () => {
    await pages.close();
    lab.close();
  });

  it('finds unusual names, and says what the command says', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const { answer, codes } = await page.judge(lab.trust, run);
    assert.deepEqual({ answer, codes }, await lab.verify(run));
    assert.equal(answer, 'unchanged');
  });

  it('shows hostile names as text, with whatever could move or turn a line spelt out', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const copy = lab.copyOf(run);
    for (const name of Object.keys(HOSTILE)) writeFileSync(join(copy, name), 'x');
    const { answer, codes } = await page.judge(lab.trust, copy);
    assert.deepEqual({ answer, codes }, await lab.verify(copy));
    assert.deepEqual((await page.text('#details .paths .path')).sort(), Object.values(HOSTILE).sort());
    assert.equal(await page.page.locator('#details img, #details script, #keys i').count(), 0);
    assert.deepEqual(await page.text('#keys .label'), ['seal key of lab <i>A</i>']);
    // The same where they are only named because they were not given.
    await page.page.locator('#start-again').click();
    await page.give('trust-file', lab.trust);
    for (const name of Object.keys(HOSTILE)) rmSync(join(copy, name));
    await page.give('run-folder', copy);
    await page.page.locator('#answer[data-answer=part]').waitFor();
    assert.deepEqual((await page.text('#details .paths .path')).sort(), Object.values(HOSTILE).sort());
  });

  it('stays alive while it hashes a large file in pieces, stops when told, and goes on', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const large = lab.copyOf(run);
    writeFileSync(join(large, 'large.bin'), '');
    truncateSync(join(large, 'large.bin'), LARGE);
    assert.equal(lab.seqwarden('seal', large, '--next-generation').status, 0);
    await page.give('trust-file', lab.trust);
    await page.give('run-folder', large);
    await page.page.locator('#stop').click();
    assert.deepEqual(await page.text('#answer'), ['Stopped before there was an answer.']);
    assert.equal(await page.page.locator('#progress').isVisible(), false);
    await page.page.locator('#go-on').click();
    assert.equal((await page.shown()).answer, 'unchanged');
  });

  it('cannot send anything, load anything, or run what is not its own', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*').end('x');
    })
      .listen(0, '127.0.0.1')
      .unref();
    await once(server, 'listening');
    const address: AddressInfo | string | null = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const url = `http://127.0.0.1:${address.port}/`;
    const done = await page.page.evaluate(async url => {
      const ways: Record<string, () => unknown> = {
        fetch: () => fetch(url),
        beacon: () => navigator.sendBeacon(url, 'x') || Promise.reject(new Error('refused')),
        // Later, as what a debugger starts itself is not held to the policy.
        eval: () =>
          new Promise<void>((resolve, reject) => {
            setTimeout(() => {
              try {
                new Function('return 1')();
                resolve();
              } catch (error) {
                reject(error);
              }
            });
          }),
        markup: () => {
          document.body.innerHTML = `<img src="${url}">`;
        },
        image: () =>
          new Promise((resolve, reject) => {
            const image = new Image();
            image.onload = resolve;
            image.onerror = reject;
            image.src = url;
          }),
        socket: () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(url.replace('http', 'ws'));
            socket.onopen = resolve;
            socket.onerror = reject;
          }),
        worker: () => new Worker(url),
        script: () =>
          new Promise((resolve, reject) => {
            const script = document.createElement('script');
            script.onload = resolve;
            script.onerror = reject;
            script.src = url;
            document.head.append(script);
          }),
      };
      const done: string[] = [];
      for (const [name, way] of Object.entries(ways)) {
        try {
          await way();
          done.push(name);
        } catch {}
      }
      return done;
    }, url);
    assert.deepEqual(
      done.filter(name => name !== 'beacon'),
      [],
    );
    assert.deepEqual(asked, []);
    // What was tried here was meant to be noticed.
    assert.ok(page.complaints.length > 0);
    page.complaints.length = 0;
    page.requests.length = 1;
  });

  it('is the same file when it is built again, of one script and one style sheet', async () => {
    const page = await buildPage();
    assert.equal(page, readFileSync(lab.at('verify.html'), 'utf8'));
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.equal(page.match(/<style/g)?.length, 1);
    assert.doesNotMatch(page, /<link|<iframe|<img|\son\w+=|<a\s/);
  });
});

describe('verify.html in Chromium, for everybody,', () => {
  const lab = new Lab();
  const pages = new Pages(lab.at('verify.html'));
  let run = '';

  before(async () => {
    await pages.build();
    run = lab.sealed();
  });
  after(async () => {
    await pages.close();
    lab.close();
  });

  it('is used by the keyboard alone, and says its answer in a live region', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const { keyboard } = page.page;
    const focused = () => page.page.evaluate(() => document.activeElement?.id);
    // The browser is told once, and before any key, that a test answers its dialogs: told with the key itself, it may show one that nobody answers.
    page.page.on('filechooser', () => {});
    await page.page.evaluate(() => document.readyState);
    const choose = async (files: string, tries = 3): Promise<void> => {
      const [chooser] = await Promise.all([
        page.page.waitForEvent('filechooser', { timeout: 6000 }).catch(() => undefined),
        keyboard.press('Space'),
      ]);
      if (chooser !== undefined) return chooser.setFiles(files);
      assert.ok(tries > 1, 'the key opens the dialog');
      return choose(files, tries - 1);
    };
    await keyboard.press('Tab');
    assert.equal(await focused(), 'trust-file');
    await choose(lab.trust);
    await keyboard.press('Tab');
    assert.equal(await focused(), 'run-folder');
    await choose(run);
    assert.equal((await page.shown()).answer, 'unchanged');
    await keyboard.press('Tab');
    assert.equal(await focused(), 'run-files');
    await keyboard.press('Tab');
    assert.equal(await focused(), 'start-again');
    await keyboard.press('Enter');
    assert.equal(await focused(), 'trust-file');
    assert.deepEqual(await page.text('#answer'), ['']);
    assert.equal(await page.page.locator('#answer[role=status][aria-live=polite]').count(), 1);
    assert.equal(await page.page.locator('html').getAttribute('lang'), 'en-GB');
    for (const name of ['Choose the trust file', 'Choose a folder', 'Choose files'])
      assert.equal(await page.page.getByLabel(name, { exact: true }).count(), 1, name);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is legible in ${colorScheme} colours and on a narrow screen, or at 400 % on a wide one`, async t => {
      const page = await pages.open(t, { colorScheme, viewport: { width: 320, height: 700 } });
      if (page === undefined) return;
      const copy = lab.copyOf(run);
      const steps: readonly (readonly [answer: string, run: string])[] = [
        ['unchanged', run],
        ['changed', copy],
        ['refused', lab.at('runs')],
      ];
      writeFileSync(join(copy, `${'long'.repeat(50)}.txt`), 'not sealed');
      for (const [answer, folder] of steps) {
        await page.give('trust-file', answer === 'refused' ? join(run, 'RunInfo.xml') : lab.trust);
        await page.give('run-folder', folder);
        await page.page.locator(`#answer[data-answer=${answer}]`).waitFor();
        assert.deepEqual(await page.page.evaluate(faint), [], answer);
        assert.ok(await page.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), answer);
        await page.page.locator('#start-again').click();
      }
    });
  }
});

/** Texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3). Runs in the page. */
function faint(): string[] {
  const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour: string) => {
    const [r = 0, g = 0, b = 0] = channels(colour).map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element | null): string => {
    if (element === null) return 'rgb(255, 255, 255)';
    const colour = getComputedStyle(element).backgroundColor;
    return channels(colour)[3] === 0 ? behind(element.parentElement) : colour;
  };
  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent?.trim() ?? '';
    if (element === null || text === '' || element.closest('script, noscript, [hidden]') !== null) continue;
    const pair = [light(getComputedStyle(element).color), light(behind(element))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${text.slice(0, 40)}`);
  }
  return found;
}
