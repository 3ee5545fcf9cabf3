import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { NoticeState } from '@seqwarden/cases/state';
import { makeCertificate } from '../../agent/test/events/certificate.ts';
import {
  hasSmtpServer,
  type ReceivedMail,
  startSmtpServer,
  type TestSmtpServer,
} from '../../agent/test/events/smtp-server.ts';
import type { Hospital } from './hospital-2023-hospital.ts';
import { type SiteInstrument, siteToml } from './hospital-2023-papers.ts';
import type { Site } from './hospital-2023-site.ts';

const SITE_FILE = 'config/seqwarden/site.toml';
/** Where no mail server listens. */
const NO_SERVER = 9;

/** Who is in charge of what; nobody of the night shift has a key. */
const INSTRUMENTS: Readonly<Record<string, readonly SiteInstrument[]>> = {
  north: [
    { serial: 'M70123', responsible: ['lead', 'night'], escalateTo: 'engineer' },
    { serial: 'NDX550421', responsible: ['lead'] },
  ],
  centre: [{ serial: 'A00987', responsible: ['lead'] }],
  south: [
    { serial: 'MN00345', responsible: ['engineer'] },
    { serial: 'N0001065', responsible: ['engineer'] },
  ],
};

/** From 28 April on: notices by e-mail to whoever is in charge of an instrument, and what comes back. */
export function noticesGoOut(h: Hospital): void {
  describe('whoever is in charge of an instrument is told:', () => {
    const { north, centre, south } = h;
    const certificate = makeCertificate();
    let server: TestSmtpServer | undefined;
    after(async () => {
      await server?.[Symbol.asyncDispose]();
      certificate[Symbol.dispose]();
    });

    async function notices(site: Site): Promise<readonly NoticeState[]> {
      const listed: { readonly notices: readonly NoticeState[] } = await site.ask(0, 'notice', 'list');
      return listed.notices;
    }
    /** The notice of somebody of a site; `keyid` undefined: of whoever has no key. */
    async function noticeTo(site: Site, keyid?: string): Promise<NoticeState> {
      const found = (await notices(site)).find(({ released: { says, record } }) =>
        keyid === undefined
          ? says.recipient.length === 32 && record.signer === h.lead(site).keyid
          : says.recipient === keyid,
      );
      assert.ok(found);
      return found;
    }
    const due = (site: Site) => site.try('due', ...site.trusting);

    it('the sites say who is in charge, and what no run tells of a device', async () => {
      for (const site of h.sites) site.file(SITE_FILE, directoryOf(site, NO_SERVER, h));
      const devices = [
        [north, 'M70123', 'ivd', 'clinical'],
        [north, 'NDX550421', 'ivd', 'clinical'],
        [centre, 'A00987', 'ruo', 'research'],
      ] as const;
      for (const [site, serial, status, use] of devices) {
        const state = (fact: string, value: string) =>
          site.as(h.lead(site), 'record', 'fact', serial, fact, value, '--reason', 'The label on the device');
        await state('regulatoryStatus', status);
        await state('use', use);
      }
    });

    it('each person gets one notice: about the recall, about the quality notification, the stricter where nobody knows', async t => {
      if (!hasSmtpServer(t)) return;
      server = await startSmtpServer({ mode: 'plain', ...certificate });
      for (const site of h.sites) site.file(SITE_FILE, directoryOf(site, server.port, h));
      const kinds: (readonly [string, string, string, string])[] = [];
      for (const site of h.sites) {
        const stated = site === north ? ['--inventory', site.at('facts.toml')] : [];
        await site.do(
          'notice',
          'draft',
          h.case,
          site.at('archive'),
          '--verify-runs',
          ...stated,
          ...site.trusting,
        );
        await site.refuses('ACT_REFUSED', h.engineer(site), 'notice', 'release', '--case', h.case);
        await site.as(h.lead(site), 'notice', 'release', '--case', h.case);
        await site.do('notice', 'send', '--case', h.case, ...site.trusting);
        for (const { released, attempts } of await notices(site)) {
          const { about, urgency, acknowledgeBy } = released.says;
          kinds.push([site.name, about, urgency, acknowledgeBy]);
          assert.deepEqual(
            attempts.map(({ outcome }) => outcome),
            ['sent'],
          );
        }
      }
      assert.deepEqual(kinds.sort(), [
        ['centre', 'quality_notification', 'normal', '2023-05-08'],
        ['north', 'recall', 'urgent', '2023-05-03'],
        ['north', 'recall', 'urgent', '2023-05-03'],
        ['south', 'recall', 'urgent', '2023-05-03'],
      ]);
      const subjects: string[] = [];
      for (const _ of kinds) subjects.push(subjectOf((await nextOf(server)).text));
      const about = subjects.map(subject => /quality notification|recall/.exec(subject)?.[0]);
      assert.deepEqual(about.sort(), ['quality notification', 'recall', 'recall', undefined]);
      await sendAgain(north);
    });

    /** Whoever calls it once more sends nothing twice. */
    async function sendAgain(site: Site): Promise<void> {
      await site.do('notice', 'send', '--case', h.case, ...site.trusting);
      assert.ok((await notices(site)).every(({ attempts }) => attempts.length === 1));
    }

    it('who has a key signs that he read it, and nobody else can', async t => {
      if (server === undefined) return void hasSmtpServer(t);
      h.clock.set('2023-05-02T08:00:00Z');
      for (const [site, person] of [
        [north, h.lead(north)],
        [centre, h.lead(centre)],
        [south, h.engineer(south)],
      ] as const) {
        const { id } = await noticeTo(site, person.keyid);
        const other = person === h.lead(site) ? h.engineer(site) : h.lead(site);
        await site.refuses('ACT_REFUSED', other, 'notice', 'acknowledge', id.slice(0, 12));
        await site.as(person, 'notice', 'acknowledge', id.slice(0, 12));
      }
    });

    it('who does not answer is reminded, and then somebody else is told', async t => {
      if (server === undefined) return void hasSmtpServer(t);
      h.clock.set('2023-05-04T05:00:00Z');
      assert.equal((await due(north)).code, 1, 'the day is missed');
      assert.deepEqual((await nextOf(server)).to, ['night@north.example']);
      assert.equal((await due(north)).code, 1);
      h.clock.set('2023-05-05T05:00:00Z');
      await due(north);
      assert.deepEqual((await nextOf(server)).to, ['engineer@north.example'], 'nothing went out between');
      const { attempts } = await noticeTo(north);
      assert.deepEqual(
        attempts.map(({ intended }) => intended.says.purpose),
        ['notice', 'reminder', 'escalation'],
      );
    });

    it('who has no key signs the form on paper, and somebody with a key takes it in', async t => {
      if (server === undefined) return void hasSmtpServer(t);
      h.clock.set('2023-05-05T14:00:00Z');
      const { id } = await noticeTo(north);
      const form = north.file('form-of-night.pdf', 'a scan of the form with a signature');
      await north.as(
        h.engineer(north),
        'notice',
        'acknowledge',
        id.slice(0, 12),
        '--form',
        form,
        '--for',
        'night',
      );
      assert.equal((await noticeTo(north)).acknowledged?.says.by, 'form');
    });
  });
}

/** Fails where none comes, instead of waiting for ever. */
async function nextOf(server: TestSmtpServer): Promise<ReceivedMail> {
  const none = new AbortController();
  try {
    const late = setTimeout(30_000, undefined, { signal: none.signal }).then(() => {
      throw new Error('no mail came');
    });
    return await Promise.race([server.next(), late]);
  } finally {
    none.abort();
  }
}

function directoryOf(site: Site, mailPort: number, h: Hospital): string {
  const person = (handle: string, name: string, role: string) => ({
    ...{ handle, name, role },
    mail: `${handle}@${site.name}.example`,
  });
  const { lead, engineer } = h.staff(site);
  return siteToml({
    name: `Hospital ${site.name}`,
    mailPort,
    persons: [
      { ...person('lead', 'Lea Direktor', 'laboratory manager'), fingerprint: lead.fingerprint },
      { ...person('engineer', 'Ed Ingenieur', 'biomedical engineering'), fingerprint: engineer.fingerprint },
      person('night', 'Nico Nacht', 'night shift'),
    ],
    instruments: INSTRUMENTS[site.name] ?? [],
  });
}

/** As people read it: the words of RFC 2047 decoded. */
function subjectOf(mail: string): string {
  const [, raw = ''] = /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(mail) ?? [];
  return raw
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString('utf8'));
}
