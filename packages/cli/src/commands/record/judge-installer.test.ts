import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import type { CaseState, ItemState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { type Judged, judgeInstaller } from './judge-installer.ts';

const CVE = 'CVE-2026-0001';
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const sha512 = (bytes: string | Uint8Array) => createHash('sha512').update(bytes).digest('hex');
const INSTALLER = { sha256: sha256('installer'), sha512: sha512('installer') };
const RECORD = {
  log: 'a'.repeat(32),
  index: 1,
  identity: 'b'.repeat(64),
  signer: 'c'.repeat(64),
  statedAt: '',
};
const INSTALLED = { vendor: 'Maker', model: null, serial: 'S1', id: 'main' };

/** An advisory that says this of its fix, and how its bytes are named. */
function advisory(details: string, more: { readonly affected?: string; readonly id?: string } = {}) {
  const date = '2026-01-01T00:00:00.000Z';
  const hashes = [{ file_hashes: [{ algorithm: 'sha256', value: more.affected ?? 'ab'.repeat(32) }] }];
  const id = more.id ?? `A-${sha256(details + (more.affected ?? '')).slice(0, 8)}`;
  const bytes = new TextEncoder().encode(
    JSON.stringify({
      document: {
        ...{ category: 'csaf_security_advisory', csaf_version: '2.0', title: 'A' },
        publisher: { category: 'vendor', name: 'Maker', namespace: 'https://maker.example' },
        tracking: {
          ...{ id, version: '1', status: 'final' },
          ...{ initial_release_date: date, current_release_date: date },
          revision_history: [{ number: '1', date, summary: 'made' }],
        },
      },
      product_tree: {
        full_product_names: [
          { product_id: 'P1', name: 'P', product_identification_helper: { hashes } },
          { product_id: 'P2', name: 'Q' },
        ],
      },
      vulnerabilities: [
        {
          cve: CVE,
          product_status: { known_affected: ['P1', 'P2'] },
          remediations: [{ category: 'vendor_fix', details, product_ids: ['P1'] }],
        },
      ],
    }),
  );
  return { bytes, sha256: sha256(bytes), label: { publisher: 'Maker', id, version: '1' } };
}

type Made = ReturnType<typeof advisory>;

function document(
  made: Made,
  replaces: Made | null,
  place: Pick<typeof RECORD, 'index' | 'log'>,
): CaseState['documents'][number] {
  return {
    record: { ...RECORD, ...place },
    subject: made.sha256,
    says: {
      ...{ case: 'd'.repeat(32), what: 'advisory', publisher: 'Maker', reference: null, dated: null },
      ...{
        receivedOn: '2026-01-02',
        channel: 'web',
        bytes: made.bytes.length,
        notice: null,
        recallClass: null,
      },
      ...{ advisory: made.label, vulnerabilities: [CVE], replaces: replaces?.sha256 ?? null, products: [] },
      ...{
        replyBy: null,
        log: place.log,
        statedAt: '2026-01-02T00:00:00.000Z',
        tool: { name: 'seqwarden', version: '1' },
      },
    },
  };
}

function stateWith(documents: CaseState['documents']): State {
  const one: CaseState = {
    ...{ id: 'd'.repeat(32), openings: [{ record: RECORD, title: 'A' }], standing: 'open' },
    ...{ openIn: [RECORD.log], history: [], documents },
    ...{ expected: [], replies: [], vulnerabilities: [CVE] },
  };
  const nothing = { items: [], installations: [], notices: [], incidents: [], persons: [], uncounted: [] };
  return { cases: [one], ...nothing };
}

function itemOf(made: Made, product: string): ItemState {
  const label = { sha256: made.sha256, ...made.label };
  const finding: ItemState['findings'][number]['finding'] = {
    ...{ vulnerability: CVE, verdict: 'affected', reason: null, product: { id: product, name: product } },
    ...{ range: null, remediations: null },
  };
  return {
    ...{
      installed: INSTALLED,
      vulnerability: CVE,
      cases: [],
      registers: [],
      verdict: 'affected',
      reasons: [],
    },
    ...{ remediation: 'not_remediated', findings: [{ record: RECORD, advisory: label, finding }] },
    ...{ decision: null, patches: [], mitigations: [], reopened: [] },
  };
}

async function judge(documents: readonly (readonly [Made, (Made | null)?])[], more: Given = {}) {
  const { check, publishedIn } = await judged(documents, more);
  return [check, publishedIn];
}

interface Given {
  readonly item?: ItemState;
  readonly stated?: string;
  readonly without?: Made;
  /** Documents for which nobody vouches; of all others a good signature is known. */
  readonly unsigned?: readonly string[];
}

async function judged(documents: readonly (readonly [Made, (Made | null)?])[], more: Given): Promise<Judged> {
  const made = documents.map(([one]) => one).filter(one => one !== more.without);
  const [one] = await judgeInstaller(
    INSTALLER,
    { vulnerabilities: [CVE], items: more.item === undefined ? [] : [more.item] },
    {
      state: stateWith(
        documents.map(([one, replaces = null], index) =>
          document(one, replaces, { index, log: (one === more.without ? 'f' : 'a').repeat(32) }),
        ),
      ),
      stated: more.stated === undefined ? null : { digest: more.stated, document: 'e'.repeat(64) },
      bytesOf: async asked => made.find(one => one.sha256 === asked)?.bytes,
      isVouchedFor: asked => !more.unsigned?.includes(asked),
    },
  );
  assert.ok(one !== undefined);
  return one;
}

const gives = advisory(`SHA-256: ${INSTALLER.sha256}`);
const another = advisory(`SHA-256: ${'cd'.repeat(32)}`);
const silent = advisory('Install the patch.');
const affected = advisory('Install the patch.', { affected: INSTALLER.sha256 });

test('the advisory that gives the file decides, and is named', async () => {
  assert.deepEqual(await judge([[gives]]), ['equal', gives.sha256]);
  assert.deepEqual(await judge([[another], [silent], [gives]]), ['equal', gives.sha256]);
  assert.deepEqual(await judge([[another], [silent]]), ['other', another.sha256]);
  assert.deepEqual(await judge([[silent]]), ['not_published', null]);
  assert.deepEqual(await judge([]), ['not_published', null]);
});

test('one that lists the very file as affected decides before all others', async () => {
  assert.deepEqual(await judge([[gives], [affected]]), ['other', affected.sha256]);
});

test('bytes that others took the place of say nothing any more, unless the publisher goes back to them', async () => {
  const good = advisory(`SHA-256: ${INSTALLER.sha256}`, { id: 'A-1' });
  const bad = advisory(`SHA-256: ${'cd'.repeat(32)}`, { id: 'A-1' });
  assert.deepEqual(await judge([[good], [bad, good]]), ['other', bad.sha256]);
  assert.deepEqual(await judge([[bad], [good, bad]]), ['equal', good.sha256]);
  assert.deepEqual(await judge([[bad], [good, bad], [bad, good]]), ['other', bad.sha256]);
});

test('no other document puts an advisory away by saying that it replaces it', async () => {
  assert.deepEqual(await judge([[another], [silent, another]]), ['other', another.sha256]);
});

test('an advisory that was asked of the installation counts beside those of the case, for its product alone', async () => {
  assert.deepEqual(await judge([[gives]], { item: itemOf(gives, 'P1') }), ['equal', gives.sha256]);
  assert.deepEqual(await judge([[gives]], { item: itemOf(gives, 'P2') }), ['not_published', null]);
});

test('what a person read counts where no advisory gives the file, and does not outweigh one that lists it as affected', async () => {
  const read = 'e'.repeat(64);
  assert.deepEqual(await judge([[silent]], { stated: INSTALLER.sha512 }), ['equal', read]);
  assert.deepEqual(await judge([[silent]], { stated: 'ab'.repeat(64) }), ['other', read]);
  assert.deepEqual(await judge([[affected]], { stated: INSTALLER.sha256 }), ['other', affected.sha256]);
});

test('an advisory of which nothing is at hand stops it; other bytes of it that are do', async () => {
  await assert.rejects(
    judge([[gives]], { without: gives }),
    error =>
      error instanceof SeqwardenError && error.code === 'EVIDENCE_MISSING' && /Maker A-/.test(error.message),
  );
  const here = advisory(`SHA-256: ${INSTALLER.sha256}`, { id: 'A-1' });
  const elsewhere = advisory('Install the patch.', { id: 'A-1' });
  assert.deepEqual(await judge([[here], [elsewhere]], { without: elsewhere }), ['equal', here.sha256]);
});

test('a document for which nobody vouches makes nothing equal, whatever its label, and neither does a word of what stands in it', async () => {
  const unsigned = [gives.sha256, 'e'.repeat(64)];
  assert.deepEqual(await judge([[gives]], { unsigned }), ['equal_unsigned', gives.sha256]);
  assert.deepEqual(await judge([[silent], [gives]], { unsigned }), ['equal_unsigned', gives.sha256]);
  assert.deepEqual(await judge([[silent]], { stated: INSTALLER.sha256, unsigned }), [
    'equal_unsigned',
    'e'.repeat(64),
  ]);
});

test('where a signed and an unsigned document disagree the signed one counts, and that is told', async () => {
  const forged = await judged([[another], [gives]], { unsigned: [gives.sha256] });
  assert.deepEqual([forged.check, forged.publishedIn], ['other', another.sha256]);
  assert.equal(forged.contradictedBy?.publishedIn, gives.sha256);
  const genuine = await judged([[another], [gives]], { unsigned: [another.sha256] });
  assert.deepEqual([genuine.check, genuine.publishedIn], ['equal', gives.sha256]);
  assert.equal(genuine.contradictedBy?.publishedIn, another.sha256);
  const alike = await judged([[another], [gives]], {});
  assert.deepEqual([alike.check, alike.contradictedBy], ['equal', null]);
});

test('an unsigned document that lists the very file as affected proves nothing the more: it still decides, and is contradicted', async () => {
  const { check, publishedIn, contradictedBy } = await judged([[gives], [affected]], {
    unsigned: [affected.sha256],
  });
  assert.deepEqual([check, publishedIn], ['other', affected.sha256]);
  assert.equal(contradictedBy?.publishedIn, gives.sha256);
});

test('an unsigned document that comes later under the same label puts the signed one not away', async () => {
  const signed = advisory(`SHA-256: ${'cd'.repeat(32)}`, { id: 'A-1' });
  const forged = advisory(`SHA-256: ${INSTALLER.sha256}`, { id: 'A-1' });
  const unsigned = [forged.sha256];
  assert.deepEqual(await judge([[signed], [forged, signed]], { unsigned }), ['other', signed.sha256]);
});

test('a curated line counts also where nobody vouches for the document that it is on', async () => {
  const patch = OVERLAY.lines.find(one => one.kind === 'patch');
  const [vulnerability = ''] = patch?.vulnerabilities ?? [];
  const [label] = patch?.on ?? [];
  assert.ok(patch !== undefined && label !== undefined);
  const text = new TextDecoder().decode(advisory('Install the patch.', { id: label.id }).bytes);
  const bytes = new TextEncoder().encode(
    text.replace('https://maker.example', label.publisher).replace(CVE, vulnerability),
  );
  const made = { bytes, sha256: sha256(bytes), label: { ...label, version: '1' } };
  const [one] = await judgeInstaller(
    { sha256: patch.sha256, sha512: patch.sha512 },
    { vulnerabilities: [vulnerability], items: [{ ...itemOf(made, 'P1'), vulnerability }] },
    { state: stateWith([]), stated: null, bytesOf: async () => bytes, isVouchedFor: () => false },
  );
  assert.deepEqual([one?.check, one?.publishedIn], ['equal', made.sha256]);
});

test('that only an unsigned document gives a weak digest is told, beside a signed one that says nothing', async () => {
  const weak = advisory(`MD5: ${'ab'.repeat(16)}`);
  const { check, verdict } = await judged([[silent], [weak]], { unsigned: [weak.sha256] });
  assert.deepEqual([check, verdict], ['not_published', { check: 'not_published', weak: true }]);
});
