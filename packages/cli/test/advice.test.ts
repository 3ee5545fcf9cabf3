import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '@seqwarden/proof';
import { EVENTS } from '../../agent/src/events/event.ts';
import { COMMANDS } from '../src/commands/index.ts';

/** What is no command of the table: the list of them, and a program of its own with its own help. */
const OTHERS = ['help', 'witness init'];

/** Commands that an advice names, with the options that it names for them. */
function named(text: string): { readonly name: string; readonly options: readonly string[] }[] {
  return [...text.matchAll(/`seqwarden ([^`]+)`/g)].map(([, call = '']) => {
    const [first = '', second = ''] = call.split(' ');
    const both = `${first} ${second}`;
    const name = both in COMMANDS || OTHERS.includes(both) || !(first in COMMANDS) ? both.trim() : first;
    return { name, options: [...call.matchAll(/--([a-z-]+)/g)].map(([, option = '']) => option) };
  });
}

async function missing(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, options } of named(text)) {
    if (OTHERS.includes(name)) continue;
    const command = await COMMANDS[name]?.();
    if (command === undefined) found.push(name);
    else found.push(...options.filter(one => !(one in command.options)).map(one => `${name} --${one}`));
  }
  return found;
}

test('every command that an advice of an error names is one, with the options that it names', async () => {
  const wrong: string[] = [];
  for (const [code, { advice }] of Object.entries(ERRORS))
    for (const name of await missing(advice)) wrong.push(`${code}: ${name}`);
  assert.deepEqual(wrong, []);
});

test('so is every command that an advice of an event names', async () => {
  const wrong: string[] = [];
  for (const [name, { advice }] of Object.entries(EVENTS))
    for (const one of await missing(advice ?? '')) wrong.push(`${name}: ${one}`);
  assert.deepEqual(wrong, []);
});

test('a command that is none, and an option that it does not have, are seen', async () => {
  assert.deepEqual(await missing('Do `seqwarden log create`, then `seqwarden init --lag`.'), [
    'log create',
    'init --lag',
  ]);
  assert.deepEqual(
    await missing('`seqwarden log adopt RUN...`, `seqwarden init --log`, `seqwarden help`'),
    [],
  );
});
