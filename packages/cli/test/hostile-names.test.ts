import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { oneLine } from '../src/text/one-line.ts';
import { plainOutput } from '../src/text/plain-output.ts';
import { reportError } from '../src/text/report-error.ts';
import { keepWorkers } from './kept-workers.ts';
import { type Said, World } from './world.ts';

/** A line of its own, a cleared screen, a bell, DEL, CSI in one character, reordering, other line ends, a tag. */
const HOSTILE = 'RUN\nFORGED: unchanged\r\x1b[2J\x07\x7f\u009b2J\u202e\u2066\u2028\u2029\u{e0041}';

/** All that moves a cursor, ends or reorders a line, or is not seen at all. */
const STEERS = /[\0-\x09\x0b-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/u;

function assertPlain({ out, err }: Pick<Said, 'out' | 'err'>): void {
  for (const text of [out, err]) {
    assert.doesNotMatch(text, STEERS);
    assert.doesNotMatch(text, /^\s*FORGED/m);
  }
}

describe('a run, a file, a link and a folder of hostile names', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let run: string;
  let archive: string;
  before(async () => {
    await world.seqwarden('init');
    run = await hostileRun('runs');
    archive = world.at(`archive ${HOSTILE}`);
    mkdirSync(archive);
  });

  /** A run that has too much: everything that is named when it is inspected, copied, sealed or verified. */
  async function hostileRun(...under: string[]): Promise<string> {
    const { out } = await world.seqwarden('simulate', 'miseq', '--out', world.at(...under), '--cycles', '3');
    const hostile = world.at(...under, HOSTILE);
    renameSync(out.trimEnd(), hostile);
    const lane = join(hostile, 'Data', 'Intensities', 'BaseCalls', 'L001');
    for (const folder of [hostile, lane]) writeFileSync(join(folder, HOSTILE), '');
    writeFileSync(join(hostile, `${HOSTILE}.md5`), `${'0'.repeat(32)}  RunInfo.xml\n`);
    symlinkSync(HOSTILE, join(hostile, `link ${HOSTILE}`));
    mkdirSync(join(hostile, `empty ${HOSTILE}`));
    return hostile;
  }

  /** Says what `argv` prints, with and without `--json`, and asserts that it is plain. */
  async function both(...argv: string[]): Promise<{ readonly text: string; readonly document: unknown }> {
    const said = await world.seqwarden(...argv);
    const json = await world.seqwarden(...argv, '--json');
    assertPlain(said);
    assertPlain(json);
    return { text: said.out + said.err, document: JSON.parse(json.out) };
  }

  it('stay on their lines in inspect', async () => {
    const { text, document } = await both('inspect', run);
    assert.ok(text.includes(`\nfolder                  ${oneLine(HOSTILE)}\n`), text);
    assert.match(JSON.stringify(document), /FORGED/);
  });

  it('stay on their lines in copy: at first, again, and where the destination differs', async () => {
    const { text } = await both('copy', run, '--to', archive);
    assert.ok(text.includes(`  ${oneLine(join(archive, HOSTILE))}\n`), text);
    assert.match(text, /^ {2}empty RUN\\u\{a\}FORGED.*\(empty folder\)$/m);
    const differing = world.at('differing');
    mkdirSync(differing);
    mkdirSync(join(differing, HOSTILE));
    writeFileSync(join(differing, HOSTILE, HOSTILE), 'other');
    const { text: conflict } = await both('copy', run, '--to', differing);
    assert.match(conflict, /\[CONFLICT\]/);
  });

  it('stay on their lines in copy, where a Custody is set aside', async () => {
    const brought = await hostileRun('runs', 'brought');
    mkdirSync(join(brought, 'Custody'));
    writeFileSync(join(brought, 'Custody', HOSTILE), '');
    const { text } = await both('copy', brought, '--to', world.at('archive'));
    assert.match(text, /\[SOURCE_CUSTODY_QUARANTINED\]/);
  });

  it('stay on their lines in seal: refused for a list that does not match, sealed, and sealed before', async () => {
    const { text: refused } = await both('seal', run);
    assert.match(refused, /\[PRIOR_EVIDENCE_MISMATCH\]/);
    const { text, document } = await both('seal', run, '--despite-mismatch');
    assert.match(text, /^sealed: .*RUN\\u\{a\}FORGED/);
    assert.match(text, /^prior evidence: RUN\\u\{a\}FORGED/m);
    assert.match(JSON.stringify(document), /FORGED/);
  });

  it('stay on their lines in verify: unchanged, changed, and with what does not belong into Custody', async () => {
    const sealed = join(archive, HOSTILE);
    assert.match((await both('verify', sealed)).text, /^unchanged since /);
    writeFileSync(join(sealed, `more ${HOSTILE}`), '');
    renameSync(join(sealed, HOSTILE), join(sealed, `renamed ${HOSTILE}`));
    const { text, document } = await both('verify', sealed);
    assert.match(text, /^ {2}added {6}more RUN\\u\{a\}FORGED/m);
    assert.match(JSON.stringify(document), /more RUN\\nFORGED/);
    writeFileSync(join(sealed, 'Custody', HOSTILE), '');
    assert.match((await both('verify', sealed)).text, /\[CUSTODY_/);
  });

  it('stay on their lines in errors', async () => {
    const nowhere = world.at('nowhere', HOSTILE);
    const apart = world.at('custody', HOSTILE);
    for (const argv of [
      [HOSTILE],
      ['help', HOSTILE],
      ['inspect', run, HOSTILE],
      ['inspect', `--${HOSTILE}`],
      ['inspect', nowhere],
      ['copy', nowhere, '--to', archive],
      ['copy', run, '--to', nowhere],
      ['copy', run, '--to', archive, '--trust', nowhere],
      ['copy', run, '--to', archive, '--limit', HOSTILE],
      ['seal', nowhere],
      ['seal', run, '--custody', apart],
      ['seal', run, '--derived-from', nowhere],
      ['verify', nowhere],
      ['verify', run, '--trust', nowhere],
      ['verify', run, '--policy', nowhere],
      ['verify', run, '--custody', nowhere],
      ['simulate', HOSTILE, '--out', nowhere],
      ['simulate', 'miseq', '--out', join(run, 'RunInfo.xml', HOSTILE)],
      ['simulate', 'miseq', '--out', world.at('runs'), '--scenario', HOSTILE],
      ['init'],
    ])
      assert.notEqual((await both(...argv)).text, '');
  });

  it('stay on their lines in what init and simulate made', async () => {
    const env = { XDG_CONFIG_HOME: world.at('config', HOSTILE), XDG_STATE_HOME: world.at('state', HOSTILE) };
    const made = await world.with({ env }, 'init');
    assertPlain(made);
    assert.match(made.out, /^Made in .*FORGED.*:\n/);
    const simulated = await world.seqwarden('simulate', 'miseq', '--out', world.at(HOSTILE), '--cycles', '3');
    assertPlain(simulated);
    const [name = ''] = readdirSync(world.at(HOSTILE));
    assert.equal(simulated.out, `${oneLine(world.at(HOSTILE, name))}\n`);
  });

  it('stay on their lines beside a progress bar', async () => {
    const { err } = await world.with(
      { terminal: true },
      'seal',
      run,
      '--despite-mismatch',
      '--next-generation',
    );
    assertPlain({ out: '', err: err.replaceAll('\r\x1b[K', '') });
    assert.ok(err.includes(`sealing ${oneLine(basename(run))} [`), err);
  });

  it('stay on their lines in a defect of ours, whose calls are told all the same', () => {
    let err = '';
    const context = {
      ...nobody,
      err: (text: string) => {
        err += text;
      },
    };
    reportError(new TypeError(`${HOSTILE}\n    at forged (file)`), context, false);
    assertPlain({ out: '', err });
    assert.match(err, /^seqwarden: TypeError: RUN\\u\{a\}FORGED/);
    assert.doesNotMatch(err, /^ +at forged/m);
    assert.match(err, /^ {4}at /m);
  });
});

const nobody = {
  out: () => {},
  terminal: false,
  env: {},
  now: () => new Date(),
  version: '',
  input: (async function* (): AsyncGenerator<Uint8Array> {})(),
  signal: new AbortController().signal,
};

describe('plainOutput', () => {
  it('leaves a document as it is in meaning, and our own layout as it is', () => {
    const document = { path: HOSTILE };
    assert.deepEqual(JSON.parse(plainOutput(JSON.stringify(document))), document);
    assert.equal(plainOutput('prüf 中 ✓\n\r\x1b[K'), 'prüf 中 ✓\n\r\x1b[K');
  });
});
