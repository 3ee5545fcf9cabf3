import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Lock, nameAt, resolveIn, sha512Of } from './pack-lock.ts';
import type { PackagedNode } from './pack-node.ts';

/** The program as it is packaged: what it is called, and where what was bundled with it lies in the lock file. */
export interface Program {
  readonly name: string;
  readonly version: string;
  readonly bundled: readonly string[];
}

/** Writes the SBOM of a package beside it, as `<package>.cdx.json`, and returns its path. */
export function writeSbom(path: string, program: Program, lock: Lock, node?: PackagedNode): string {
  const file = { name: basename(path), bytes: readFileSync(path) };
  const executable = node && { ...node, bytes: readFileSync(node.executable) };
  const beside = `${path}.cdx.json`;
  writeFileSync(beside, `${JSON.stringify(sbom(file, program, lock, executable), null, 2)}\n`);
  return beside;
}

/** A file and what is in it. */
interface Named {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * What a package consists of, as CycloneDX 1.6 (ECMA-424): the package itself by its hash, everything of others that is in
 * the bundle, and Node where it is packaged, each with the hash that the lock file has of it. The same package gives the
 * same document: it bears no time, and its serial number is a hash of the rest.
 */
export function sbom(
  file: Named,
  program: Program,
  lock: Lock,
  node?: { readonly arch: string; readonly version: string; readonly bytes: Uint8Array },
) {
  const places =
    node === undefined ? program.bundled : [...program.bundled, `node_modules/node-linux-${node.arch}`];
  const self = `pkg:generic/${program.name}@${program.version}?file_name=${encodeURIComponent(file.name)}`;
  const components = places.map(place => library(lock, place));
  const runtime = node && {
    type: 'platform',
    'bom-ref': `pkg:github/nodejs/node@v${node.version}`,
    name: 'node',
    version: node.version,
    description: 'Node.js, from the package node-linux-* that carries its release',
    purl: `pkg:github/nodejs/node@v${node.version}`,
    // The name under which the National Vulnerability Database lists Node.js.
    cpe: `cpe:2.3:a:nodejs:node.js:${node.version}:*:*:*:*:*:*:*`,
    hashes: [{ alg: 'SHA-256', content: sha256(node.bytes) }],
  };

  const body = {
    metadata: {
      lifecycles: [{ phase: 'build' }],
      tools: {
        components: [
          { type: 'application', name: 'esbuild', version: lock['node_modules/esbuild']?.version },
        ],
      },
      component: {
        type: 'application',
        'bom-ref': self,
        name: program.name,
        version: program.version,
        description: file.name,
        purl: self,
        licenses: [{ license: { id: 'Apache-2.0' } }],
        hashes: [{ alg: 'SHA-256', content: sha256(file.bytes) }],
      },
    },
    components: runtime === undefined ? components : [...components, runtime],
    dependencies: dependencies(self, places, lock, runtime?.['bom-ref']),
    compositions: [
      { aggregate: 'complete', assemblies: [self] },
      // What Node was linked with, its own release says.
      ...(runtime === undefined ? [] : [{ aggregate: 'unknown', assemblies: [runtime['bom-ref']] }]),
    ],
  };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(body),
    version: 1,
    ...body,
  };
}

function library(lock: Lock, place: string) {
  const locked = lock[place];
  if (locked?.version === undefined) throw new Error(`package-lock.json does not name ${place}`);
  const [scope, name] = nameAt(place).startsWith('@') ? nameAt(place).split('/') : [undefined, nameAt(place)];
  return {
    type: 'library',
    'bom-ref': reference(lock, place),
    ...(scope !== undefined && { group: scope }),
    name,
    version: locked.version,
    purl: purl(lock, place),
    licenses: [licence(place, locked.license)],
    hashes: [{ alg: 'SHA-512', content: sha512Of(place, locked) }],
  };
}

/** https://github.com/package-url/purl-spec, type npm: the @ of a scope is percent-encoded. */
function purl(lock: Lock, place: string): string {
  return `pkg:npm/${nameAt(place).replace('@', '%40')}@${lock[place]?.version}`;
}

/** One package may be bundled twice in one version, from two places. */
function reference(lock: Lock, place: string): string {
  const nested = place.indexOf('/node_modules/');
  return nested === -1 ? purl(lock, place) : `${purl(lock, place)}#${place}`;
}

/** A licence by its SPDX identifier, or an expression of several. An Error where the lock file has none. */
function licence(place: string, spdx: string | undefined) {
  if (spdx === undefined || !/^[A-Za-z0-9.+() -]+$/.test(spdx) || spdx.startsWith('SEE ')) {
    throw new Error(`package-lock.json has no SPDX licence for ${place}`);
  }
  return spdx.includes(' ') ? { expression: spdx } : { license: { id: spdx } };
}

/** Who needs whom, of what is in the package. What our own packages need, the program needs. */
function dependencies(self: string, places: readonly string[], lock: Lock, runtime: string | undefined) {
  const ours = Object.keys(lock).filter(place => place.startsWith('packages/'));
  const needs = (place: string) => {
    const { dependencies = {}, optionalDependencies = {} } = lock[place] ?? {};
    const names = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)];
    const found = names.map(name => resolveIn(lock, place, name));
    return found
      .filter(one => one !== undefined && places.includes(one))
      .map(one => reference(lock, one ?? ''));
  };
  const carriers = places.filter(place => place.startsWith('node_modules/node-linux-'));
  const direct = [...ours.flatMap(needs), ...carriers.map(place => reference(lock, place))];
  const rows = places.map(place => ({
    ref: reference(lock, place),
    dependsOn: runtime !== undefined && carriers.includes(place) ? [runtime] : sorted(needs(place)),
  }));
  return [
    { ref: self, dependsOn: sorted(direct) },
    ...rows,
    ...(runtime === undefined ? [] : [{ ref: runtime }]),
  ];
}

const sorted = (references: readonly string[]) => [...new Set(references)].sort();

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** A UUID of version 8 (RFC 9562, 5.8: content of one's own making) from the hash of the document. */
function serialNumber(body: unknown): string {
  const hex = sha256(JSON.stringify(body));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return `urn:uuid:${[...parts, hex.slice(20, 32)].join('-')}`;
}
