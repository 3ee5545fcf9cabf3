import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errno } from './fs-error.ts';

/**
 * Makes a folder and what is missing above it. What is there stays, whatever it is: whoever uses the folder finds out. Not by mkdir's own
 * `recursive`, which in Node 26.10 never returns where a file system answers ENOENT to each mkdir, as /proc does.
 */
export function makePath(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (errno(error) === 'EEXIST') return;
    if (errno(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makePath(dirname(path), mode);
    mkdirUnlessThere(path, mode);
  }
}

function mkdirUnlessThere(path: string, mode: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw error;
  }
}
