import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { configFolder, loadSigner, logFolder } from '@seqwarden/agent/config';
import { openZip, writeDossier } from '@seqwarden/agent/dossier';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { AccountLog, findOwnLogKey } from '@seqwarden/agent/register';
import { decodeBundle, encodeBundle, type StatementBundle } from '@seqwarden/log/reading';
import type { Trust } from '@seqwarden/proof';
import type { World } from './world.ts';

/** The records of each register in an export, by the id of the register. */
export async function bundlesIn(path: string): Promise<Map<string, StatementBundle>> {
  const zip = readFileSync(path);
  const read = async (at: number, length: number) => zip.subarray(at, at + length);
  const entries = await openZip({ size: zip.length, read });
  return new Map(
    entries.flatMap(({ name, start, size }) => {
      const log = /^records\/([0-9a-f]{32})-/.exec(name)?.[1];
      return log === undefined ? [] : [[log, decodeBundle(zip.subarray(start, start + size))]];
    }),
  );
}

/** An export of a case as somebody makes it who has the account's keys, of the records that he likes. */
export async function forgeExport(
  site: World,
  id: string,
  bundles: Iterable<StatementBundle>,
  trust: Trust,
  path: string,
): Promise<void> {
  const key = findOwnLogKey(configFolder(site.env), site.env);
  assert.ok(key);
  const { signal } = new AbortController();
  const log = new AccountLog({
    ...{ folder: logFolder(site.env), configuration: configFolder(site.env), key, signal },
    ...{ others: [], now: () => new Date(), policy: undefined },
  });
  const parts: Uint8Array[] = [];
  try {
    await log.open();
    const observed = { about: 'case', id, exportedAt: new Date().toISOString() } as const;
    const nothing = { persons: [], windows: [], custody: [], unread: [] };
    await writeDossier(
      {
        bundles: [...bundles].map(encodeBundle),
        evidence: EvidenceStore.at(site.env),
        observe: () => ({ ...observed, ...nothing }),
        trust,
        signer: { ...loadSigner(configFolder(site.env), site.env), register: log },
        version: '0.0.0-test',
      },
      async bytes => {
        parts.push(bytes.slice());
      },
    );
  } finally {
    await log.close();
  }
  writeFileSync(path, Buffer.concat(parts));
}
