import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { CVE, good, NoticeWorld } from './notice-world.ts';

keepWorkers({ after, mock });

/** Of the site, in Zurich: half past midnight of the 7th. */
const LATE = new Date('2023-04-06T22:30:00.000Z');

describe('what people read says days and times by the clocks of the site', () => {
  const world = new NoticeWorld({ after });
  const late = async (...argv: string[]) => {
    const said = await world.with({ now: () => LATE }, ...argv);
    good(said);
    return said.out;
  };
  const signed = (name: string) => ['--signer', world.at(name), ...world.passphrase()];
  let notice = '';
  before(async () => {
    await world.prepare(25);
    const drafts = await world.drafted();
    notice = drafts.find(({ recipient }) => recipient.length === 64)?.notice ?? '';
    await late('notice', 'release', notice, ...signed('anna'));
    await late('notice', 'send', notice, '--by-hand', 'paper', ...signed('anna'));
    await late('notice', 'acknowledge', notice, ...signed('bo'));
    const about = ['--verdict', 'not_affected', '--reason', 'it was never connected'];
    await late('finding', 'decide', 'NDX550421/dx', CVE, ...about, ...signed('anna'));
    await late('case', 'open', '--title', 'Late', ...signed('anna'));
  });

  it('of notices', async () => {
    const out = await late('notice', 'show', notice);
    assert.match(out, /^released +2023-04-07 by /m);
    assert.match(out, /^acknowledge +read, 2023-04-07$/m);
    assert.match(out, /2023-04-07 00:30 \+02:00 +notice +paper/);
    assert.match(await late('notice', 'list'), /read, 2023-04-07$/m);
  });

  it('of findings and cases', async () => {
    const out = await late('finding', 'show', 'NDX550421/dx', CVE);
    assert.match(out, /never connected \(2023-04-07 00:30 \+02:00, /);
    assert.match(await late('case', 'list'), /open +2023-04-07 .*Late$/m);
  });

  it('and machines read UTC', async () => {
    const { attempts, released } = JSON.parse(await late('notice', 'show', notice, '--json'));
    assert.equal(released.record.statedAt, LATE.toISOString());
    assert.equal(attempts[0].intended.record.statedAt, LATE.toISOString());
  });
});
