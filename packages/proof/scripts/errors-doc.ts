/** Writes docs/ERRORS.md from the error table; errors-doc.test.ts holds that it is current. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../src/errors.ts';

export const ERRORS_DOC = join(import.meta.dirname, '..', '..', '..', 'docs', 'ERRORS.md');

const EXIT: Record<number, string> = {
  1: 'Bad news: altered, affected, failed',
  2: 'Wrong usage or unusable input',
  3: 'Cannot tell',
};

export function errorsDoc(): string {
  const sections = Object.entries(EXIT).map(([exit, title]) => {
    const rows = Object.entries(ERRORS)
      .filter(([, error]) => error.exit === Number(exit))
      .map(([code, error]) => `| \`${code}\` | ${error.advice.replaceAll('|', '\\|')} |\n`);
    return `\n## Exit ${exit}: ${title}\n\n| code | what to do |\n|---|---|\n${rows.join('')}`;
  });
  return (
    '# Errors and findings\n\n' +
    'Every code that a command prints or that stands in `codes` of its `--json`. Codes are added, never renamed. Where several apply,\n' +
    'bad news (1) outweighs "cannot tell" (3), and that outweighs good news (0).\n\n' +
    'Written by `packages/proof/scripts/errors-doc.ts` from `packages/proof/src/errors.ts`; do not edit it by hand.\n' +
    sections.join('')
  );
}

if (import.meta.main) writeFileSync(ERRORS_DOC, errorsDoc());
