import { isAbsolute, resolve } from 'node:path';
import { type Read, text } from '@seqwarden/toml';

/** In a file of configuration: a path from the root of the file system, without `..` and slashes at its end. */
export const path: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  return isAbsolute(given) ? resolve(given) : place.refuse('must be an absolute path');
};
