import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type BytePath, bytePathFromBytes, bytePathToBytes, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';
import { makeOwnFolder, readOwnFile } from '../../host/own-file.ts';
import { runKey } from '../../host/run-key.ts';
import { writeDurable } from '../../host/write-durable.ts';

/** That a person wants a run to be taken up again, and which of its troubles they knew of when they asked. */
export interface ReleaseRequest {
  readonly root: BytePath;
  readonly run: BytePath;
  /** Since when the run was in the state that the person saw: what came after that they have not judged. Milliseconds since 1970. */
  readonly since: number;
}

const FOLDER = 'requests';
const ENDING = '.release';
const LARGEST = 64 * 1024;

/** Keeps a request in the agent's state folder, in place of an earlier one for the same run. On return it is durable. */
export function askRelease(stateFolder: string, request: ReleaseRequest): void {
  const folder = join(stateFolder, FOLDER);
  makeOwnFolder(folder);
  const { root, run, since } = request;
  const text = JSON.stringify({ version: 1, root: hex(root), run: hex(run), since });
  writeDurable(folder, nameOf(request), `${text}\n`, 0o600, true);
}

/** What was asked for. What cannot be read is left out: a later version may have written it. Throws errors of the disk. */
export function releasesAsked(stateFolder: string): ReleaseRequest[] {
  const folder = join(stateFolder, FOLDER);
  return namesIn(folder).flatMap(name => {
    const text = textOf(join(folder, name));
    const request = text === undefined ? undefined : requestFrom(text);
    return request !== undefined && nameOf(request) === name ? [request] : [];
  });
}

/** It was heard. */
export function removeRequest(stateFolder: string, request: ReleaseRequest): void {
  try {
    unlinkSync(join(stateFolder, FOLDER, nameOf(request)));
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith(ENDING))
      .sort();
  } catch (error) {
    if (errno(error) === 'ENOENT') return [];
    throw error;
  }
}

/** undefined: it is gone, or nothing that was written here. */
function textOf(path: string): string | undefined {
  try {
    return readOwnFile(path, LARGEST).toString('utf8');
  } catch (error) {
    if (error instanceof SeqwardenError || errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function nameOf({ root, run }: ReleaseRequest): string {
  return `${runKey(`${root}/${run}`)}${ENDING}`;
}

function requestFrom(text: string): ReleaseRequest | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null) return undefined;
  if (!('version' in said && 'root' in said && 'run' in said && 'since' in said)) return undefined;
  const { version, since } = said;
  const [root, run] = [pathFrom(said.root), pathFrom(said.run)];
  if (version !== 1 || typeof since !== 'number' || root === undefined || run === undefined) return undefined;
  return { root, run, since };
}

function hex(path: BytePath): string {
  return Buffer.from(bytePathToBytes(path)).toString('hex');
}

function pathFrom(value: unknown): BytePath | undefined {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(value)) return undefined;
  return bytePathFromBytes(Buffer.from(value, 'hex'));
}
