import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import { validateAdvisory } from '@seqwarden/advisory/validate';
import { ask, askJson, renumber, simulate } from './ask-exposure.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

// Once for all of the file: they end with it.
keepWorkers({ after, mock });

describe('exposure and hostile names:', () => {
  const world = new World({ after });
  const HOSTILE = 'run \x1b[31mRED\u202e\n AFFECTED {"a":1} \u{2028}*';
  before(async () => {
    const run = await simulate(world, 'miniseq');
    cpSync(run, world.at('runs', HOSTILE), { recursive: true });
    renumber(world.at('runs', HOSTILE), 'MNSIM0001', 'MN\u202e1 {red}');
    mkdirSync(world.at('runs', `${HOSTILE}2`));
    writeFileSync(world.at('runs', `${HOSTILE}2`, 'RunInfo.xml'), '<RunInfo');
  });

  it('the table has no line, colour or order of theirs', async () => {
    const { out } = await ask(world, world.at('runs'));
    assert.match(out, /serial unknown/);
    assert.doesNotMatch(out, /[\x1b\u202e\u2028]/);
    assert.ok(out.split('\n').every(line => !/^ AFFECTED|RED$/.test(line)));
  });

  it('the document stays one, and the run that cannot be read is in it', async () => {
    const { code, answer } = await askJson(world, world.at('runs'));
    assert.equal(code, 1);
    assert.deepEqual(
      answer.unread.map(one => [one.what, one.code]),
      [['run', 'RUN_INFO_DAMAGED']],
    );
    const { out } = await ask(world, world.at('runs'), '--json');
    assert.doesNotMatch(out, /[\x1b\u202e\u2028]/);
  });
});

describe('exposure and hostile advisories:', () => {
  const world = new World({ after });
  const HOSTILE = 'x\n    AFFECTED \u001b[31m\u202e';
  before(async () => {
    renumber(await simulate(world, 'miniseq'), 'MNSIM0001', 'MN12345');
    const product = { name: `MiniSeq ${HOSTILE}`, product_id: HOSTILE };
    const range = { category: 'product_version_range', name: '>= 2.0', product };
    const unread = {
      category: 'product_version_range',
      name: HOSTILE,
      product: { name: `MiniSeq, also ${HOSTILE}`, product_id: `also ${HOSTILE}` },
    };
    const named = { category: 'product_name', name: 'MiniSeq Control Software', branches: [range, unread] };
    const document = {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'other', name: HOSTILE, namespace: 'https://example.com' },
      title: HOSTILE,
      tracking: {
        id: HOSTILE,
        version: '1',
        status: 'final',
        initial_release_date: '2026-01-01T00:00:00Z',
        current_release_date: '2026-01-01T00:00:00Z',
      },
    };
    const vulnerabilities = [
      {
        cve: 'CVE-2026-12345',
        notes: [
          { category: 'summary', text: HOSTILE },
          { category: 'other', text: `${HOSTILE} SSVCv2/E:A/A:Y/2026-08-03T06:00:00Z` },
        ],
        product_status: { known_affected: [HOSTILE] },
        remediations: [{ category: 'mitigation', details: HOSTILE, product_ids: [HOSTILE] }],
      },
      {
        cve: 'CVE-2026-12346',
        product_status: { known_affected: [`also ${HOSTILE}`] },
        scores: [
          {
            cvss_v3: {
              version: '3.1',
              vectorString: 'CVSS:3.1/AV:P/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H',
              baseScore: 9.8,
              baseSeverity: 'CRITICAL',
            },
            products: [`also ${HOSTILE}`],
          },
        ],
      },
    ];
    mkdirSync(world.at('csaf'));
    const tree = { branches: [{ category: 'vendor', name: 'Illumina', branches: [named] }] };
    writeFileSync(
      world.at('csaf', 'a.json'),
      JSON.stringify({ document, product_tree: tree, vulnerabilities }),
    );
    writeFileSync(world.at('csaf', 'a.json.sha256'), `${'0'.repeat(64)}  a.json\n`);
    writeFileSync(world.at('csaf', 'b.json'), '{');
    writeFileSync(world.at('epss.csv'), 'cve,epss,percentile\nCVE-2026-12345,0.125,0.5\nnonsense\n');
    writeFileSync(
      world.at('kev.json'),
      JSON.stringify({ vulnerabilities: [{ cveID: 'CVE-2026-12345', dateAdded: '2026-02-01' }] }),
    );
  });
  const asked = (...argv: string[]) =>
    ask(
      world,
      world.at('runs'),
      '--advisories',
      world.at('csaf'),
      '--epss',
      world.at('epss.csv'),
      '--kev',
      world.at('kev.json'),
      ...argv,
    );

  it('their text makes no line, colour or order, and what is no advisory is named', async () => {
    const { code, out } = await asked();
    assert.equal(code, 1);
    assert.doesNotMatch(out, /[\x1b\u202e]/);
    const verdicts = out.split('\n').filter(line => /^ {4}AFFECTED/.test(line));
    assert.deepEqual(verdicts, ['    AFFECTED  CVE-2026-12345 (EPSS 12.5 %, known to be exploited)']);
    assert.match(out, /\[RANGE_NOT_READ\]/);
    assert.match(out, /\n {2}advisory b\.json: .* \[ADVISORY_NOT_JSON\]\n/);
  });

  it('a score that its vector does not give is told, and how much of a file of scores could not be read', async () => {
    const { out, err } = await asked();
    assert.match(out, /TO DECIDE {2}CVE-2026-12346 \(CVSS 7\.4, written as 9\.8\)\n/);
    assert.equal(err, '1 entry of the EPSS file could not be read\n');
  });

  it('the decision of CISA that a note has is in JSON, and nothing that it leaves out', async () => {
    const { vulnerabilities } = JSON.parse((await asked('--json')).out);
    const [{ ssvc }, other] = vulnerabilities;
    assert.deepEqual(
      ssvc.map(({ advisory: _, ...said }: Record<string, unknown>) => said),
      [
        {
          exploitation: 'active',
          automatable: 'yes',
          technicalImpact: null,
          missionPrevalence: null,
          publicWellBeing: null,
          missionAndWellBeing: null,
          decision: null,
          at: '2026-08-03T06:00:00Z',
        },
      ],
    );
    assert.deepEqual(other.ssvc, []);
  });

  it('one whose hash file is of other bytes is told, and asked all the same', async () => {
    assert.match((await asked()).out, /\n {2}NOT AS PUBLISHED: /);
  });

  it('VEX documents stay what they are', async () => {
    const { out, err } = await asked('--format', 'csaf-vex');
    assert.deepEqual(await validateAdvisory(new TextEncoder().encode(out), 'mandatory'), []);
    assert.match(err, /^1 thing not taken in/m);
  });
});

describe('exposure and what an advisory says of nobody:', () => {
  const world = new World({ after });
  const document = advisoryDocument(['P1'], ['P01']);
  before(async () => {
    renumber(await simulate(world, 'miniseq'), 'MNSIM0001', 'MN12345');
    for (const folder of ['with', 'without']) {
      mkdirSync(world.at(folder));
      writeFileSync(world.at(folder, 'a.json'), document);
    }
    writeFileSync(world.at('with', 'a.json.sha256'), `${'0'.repeat(64)}  a.json\n`);
    writeFileSync(world.at('with', 'a.json.asc'), 'x');
  });
  const asked = (...folders: string[]) =>
    askJson(world, world.at('runs'), ...folders.flatMap(one => ['--advisories', world.at(one)]));

  it('a status of a product that it does not have is not silence', async () => {
    const { code, answer } = await asked('without');
    assert.equal(code, 3);
    assert.deepEqual(
      answer.unread.map(({ name, code }) => [name, code]),
      [['a.json', 'ADVISORY_UNREADABLE']],
    );
  });

  it('what lies beside one copy of the bytes counts, in whichever order two are named', async () => {
    const { answer } = await asked('with', 'without');
    assert.deepEqual(answer, (await asked('without', 'with')).answer);
    const [{ received } = { received: undefined }] = answer.advisories;
    assert.deepEqual([received?.sha256, received?.signature.state], ['bad', 'not_checked']);
  });
});

/** One vulnerability, of products that the document has, and of which it speaks. */
function advisoryDocument(products: readonly string[], spoken: readonly string[]): string {
  const date = '2026-01-01T00:00:00Z';
  const branches = products.map(id => ({
    category: 'product_version_range',
    name: '>= 2.0',
    product: { name: 'MiniSeq Control Software', product_id: id },
  }));
  const named = { category: 'product_name', name: 'MiniSeq Control Software', branches };
  return JSON.stringify({
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'other', name: 'x', namespace: 'https://example.com' },
      title: 'x',
      tracking: {
        ...{ id: 'X-1', version: '1', status: 'final' },
        ...{ initial_release_date: date, current_release_date: date },
      },
    },
    product_tree: { branches: [{ category: 'vendor', name: 'Illumina', branches: [named] }] },
    vulnerabilities: [{ cve: 'CVE-2026-12345', product_status: { known_affected: spoken } }],
  });
}
