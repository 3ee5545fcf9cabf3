import assert from 'node:assert/strict';
import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildPage } from '../../../scripts/pack-page.ts';
import { missing, toolOrSkip } from '../../../scripts/testing/needs.ts';
import type { DrivenBrowser } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { Lab } from './lab.ts';
import { startWebKit } from './webkit.ts';

const BROWSERS: Readonly<Record<string, (t: TestContext, lab: Lab) => Promise<DrivenBrowser | undefined>>> = {
  Firefox: async (t, lab) => {
    const command = toolOrSkip(t, 'firefox-esr');
    const profile = lab.at('firefox');
    mkdirSync(profile);
    return command === undefined ? undefined : startFirefox(command, profile);
  },
  WebKit: async t => {
    if (toolOrSkip(t, 'WebKitWebDriver') === undefined || toolOrSkip(t, 'Xvfb') === undefined)
      return undefined;
    const [browser] = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser');
    return browser === undefined ? missing(t, 'MiniBrowser of WebKitGTK') : startWebKit(browser);
  },
};

for (const [engine, start] of Object.entries(BROWSERS))
  describe(`verify.html in ${engine}, opened from a file,`, () => {
    const lab = new Lab();
    let sealed = '';

    before(async () => {
      writeFileSync(lab.at('verify.html'), await buildPage());
      sealed = lab.sealed();
    });
    after(() => lab.close());

    it('says of a run what verify says, loads nothing and breaks no policy', async t => {
      const browser = await start(t, lab);
      if (browser === undefined) return;
      try {
        await browser.show(pathToFileURL(lab.at('verify.html')).href);
        await browser.evaluate(WATCH);
        await browser.choose('#trust-file', [lab.trust]);
        assert.deepEqual(await judged(browser, sealed), { answer: 'unchanged', codes: '' });

        const changed = lab.copyOf(sealed);
        const path = join(changed, 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl');
        const bytes = readFileSync(path);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        writeFileSync(path, bytes);
        await browser.evaluate("void document.querySelector('#start-again').click()");
        await browser.choose('#trust-file', [lab.trust]);
        assert.deepEqual(await judged(browser, changed), { answer: 'changed', codes: 'FILE_CHANGED' });

        assert.equal(await browser.evaluate('complaints.join()'), '', browser.name);
        assert.equal(await browser.evaluate(LOADED), '', browser.name);
      } finally {
        await browser.close();
      }
    });
  });

const WATCH = `void (globalThis.complaints = [],
  addEventListener('securitypolicyviolation', event => complaints.push(event.violatedDirective)),
  addEventListener('error', event => complaints.push(event.message)))`;

const LOADED = `performance.getEntriesByType('resource').map(({ name }) => name).filter(name => !/^(?:blob|data):/.test(name)).join()`;

/** What the page says when the folder of a run is given. */
async function judged(browser: DrivenBrowser, run: string): Promise<unknown> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  const paths = files.map(path => `${basename(run)}/${relative(run, path)}`);
  await browser.evaluate(asFolder(paths));
  await browser.choose('#run-folder', files);
  const said = await browser.evaluate(ANSWER);
  assert.equal(typeof said, 'string');
  return JSON.parse(String(said));
}

/** Automation chooses files and no folder: so the input takes these files, and each says the path that it would have of its folder. */
function asFolder(paths: readonly string[]): string {
  return `void (() => {
    const input = document.querySelector('#run-folder');
    const paths = ${JSON.stringify(paths)};
    const known = new WeakMap();
    input.webkitdirectory = false;
    input.multiple = true;
    Object.defineProperty(File.prototype, 'webkitRelativePath', { configurable: true, get() {
      if (!known.has(this)) [...input.files].forEach((file, at) => known.set(file, paths[at]));
      return known.get(this) ?? '';
    } });
  })()`;
}

const ANSWER = `new Promise(done => {
  const answer = document.querySelector('#answer');
  const tell = () => {
    if (answer.dataset.answer === undefined) return;
    watch.disconnect();
    done(JSON.stringify({ answer: answer.dataset.answer, codes: answer.dataset.codes ?? '' }));
  };
  const watch = new MutationObserver(tell);
  watch.observe(answer, { attributes: true });
  tell();
})`;
