import { dirname, join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { configFile, configFolder } from '../config/config-folder.ts';
import { errno } from '../host/fs-error.ts';
import { readWholeFile } from '../host/read-whole-file.ts';
import { type Directory, directoryOf } from './directory.ts';
import { madePseudonymSecret, pseudonymOf, pseudonymSecret } from './pseudonym.ts';
import { readSite } from './read-site.ts';
import type { Site } from './site.ts';

export const SITE_FILE = 'site.toml';
const LARGEST = 256 * 1024;

export interface DirectoryOptions {
  /** The site's file; undefined: that of the account. */
  readonly path: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Key ids of the persons that are enrolled. */
  readonly keys: readonly string[];
  /** The site's file, where it was read before: as `openSite` gives it, or throws. */
  readonly site?: () => Site | undefined;
  /** Whether the secret of pseudonyms is made where there is none and somebody needs it. */
  readonly makeSecret: boolean;
}

/** The site's file; undefined: the account has none, and none was named. Throws DIRECTORY_UNUSABLE. */
export function openSite({ path, env }: Pick<DirectoryOptions, 'path' | 'env'>): Site | undefined {
  const file = siteFile(path, env);
  const text = siteText(file, path !== undefined);
  return text === undefined ? undefined : readSite(text, file);
}

/** The same with its persons. Throws DIRECTORY_UNUSABLE, KEY_UNUSABLE, KEY_PERMISSIONS, CONFIG_UNUSABLE. */
export function openDirectory({
  path,
  env,
  keys,
  site: read = () => openSite({ path, env }),
  makeSecret,
}: DirectoryOptions): Directory | undefined {
  const site = read();
  if (site === undefined) return undefined;
  const folder = path === undefined ? configFolder(env) : dirname(path);
  const secret = secretFor(site, folder, env, makeSecret);
  return directoryOf(site, {
    keys,
    pseudonym: secret === undefined ? undefined : handle => pseudonymOf(handle, secret),
  });
}

/** As {@link openDirectory}, where it cannot be done without. */
export function requireDirectory(options: DirectoryOptions): Directory {
  const directory = openDirectory(options);
  if (directory !== undefined) return directory;
  throw new SeqwardenError('DIRECTORY_UNUSABLE', `there is no ${join(configFolder(options.env), SITE_FILE)}`);
}

function siteFile(path: string | undefined, env: NodeJS.ProcessEnv): string {
  return path ?? configFile(configFolder(env), SITE_FILE, env);
}

function secretFor(site: Site, folder: string, env: NodeJS.ProcessEnv, make: boolean): string | undefined {
  const isNeeded = site.persons.some(({ key }) => key === undefined);
  return make && isNeeded ? madePseudonymSecret(folder, env) : pseudonymSecret(folder, env);
}

/** It decides who is told of what: nobody else may write it. */
function siteText(file: string, mustBeThere: boolean): string | undefined {
  let bytes: Buffer | undefined;
  try {
    bytes = readWholeFile(file, {
      limit: LARGEST,
      mayBeLink: true,
      check: ({ mode }) => {
        if (process.platform !== 'win32' && (mode & 0o022) !== 0)
          throw new SeqwardenError('DIRECTORY_UNUSABLE', `${file} is writable by others`);
      },
    });
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    if (errno(error) === 'ENOENT' && !mustBeThere) return undefined;
    throw new SeqwardenError('DIRECTORY_UNUSABLE', `${file}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
  if (bytes === undefined)
    throw new SeqwardenError('DIRECTORY_UNUSABLE', `${file} is no file of at most 256 KiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SeqwardenError('DIRECTORY_UNUSABLE', `${file} is not UTF-8`, { cause: error });
  }
}
