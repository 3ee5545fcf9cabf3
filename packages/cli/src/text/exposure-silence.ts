import type { ExposureAnswer } from '@seqwarden/advisory/answer';
import { firstNamed } from './first-named.ts';
import { oneLine } from './one-line.ts';

type Unmatched = ExposureAnswer['unmatched'][number];

/** Advisories of the manufacturers that say nothing of a system: a line for each, for people to compare the names. */
export function silenceText({
  unmatched,
  advisories,
}: Pick<ExposureAnswer, 'unmatched' | 'advisories'>): string {
  const pairs = unmatched.flatMap(one => one.asked.map(asked => ({ asked, one })));
  const groups = [...Map.groupBy(pairs, ({ asked }) => asked.sha256).entries()];
  const own = new Set(advisories.filter(one => one.builtIn).map(({ advisory }) => advisory.sha256));
  const all = groups.flatMap(([sha256, those]) => {
    const [first] = those;
    if (first === undefined) return [];
    const { id, products, productsInAll } = first.asked;
    const names = some(products.map(oneLine), Math.max(productsInAll, products.length));
    const systems = those.map(({ one }) => systemName(one));
    return `  ${oneLine(id)}${own.has(sha256) ? ' (own document)' : ''}: ${names}; not on ${some(systems, systems.length)}\n`;
  });
  // Several publications of one advisory have a line together.
  const distinct = [...new Set(all)];
  const lines = distinct.slice(0, MOST_SHOWN);
  const more = distinct.length - lines.length;
  if (more > 0) lines.push(`  and ${more} more; --json lists all\n`);
  return lines.length === 0
    ? ''
    : `\nadvisories of these manufacturers that say nothing of a system; compare the names of their products:\n${lines.join('')}`;
}

const MOST_SHOWN = 20;
const MOST_NAMES = 2;
const LONGEST_NAME = 60;

function some(names: readonly string[], inAll: number): string {
  const short = names.map(name => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name));
  return firstNamed(short, MOST_NAMES, inAll);
}

function systemName({ instrument: { model, serial }, installation }: Unmatched): string {
  const device = [model, serial].filter(part => part !== null).join(' ') || 'an unknown instrument';
  return oneLine(installation === 'main' ? device : `${device} ${installation}`);
}
