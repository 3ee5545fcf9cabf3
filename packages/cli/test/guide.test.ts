import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ROOT, toolOrSkip } from '../../../scripts/testing/needs.ts';

/** Commands of the guide, and what it says that they print. */
interface Block {
  readonly heading: string;
  readonly commands: string;
  /** Exit code of the last command: `sh exit=1` behind the fence, else 0. */
  readonly exit: number;
  /** The `text` block that follows, if one does. */
  readonly output: string | undefined;
}

function blocksOf(markdown: string): Block[] {
  const found = markdown.matchAll(
    /^## (?<heading>.+)$|^```sh(?: exit=(?<exit>\d))?\n(?<commands>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?/gm,
  );
  const blocks: Block[] = [];
  let heading = '';
  for (const { groups } of found) {
    heading = groups?.heading ?? heading;
    if (groups?.commands === undefined) continue;
    const { commands, output } = groups;
    blocks.push({ heading, commands, output, exit: Number(groups.exit ?? 0) });
  }
  return blocks;
}

/** What a command prints now and then where there is no terminal: on a slow machine only. */
const PROGRESS = /^(?:copying|sealing .+|verifying.*): \d+ of \d+ files?, .+\/s\n/gm;

/** What the shell says of a job that was ended, if it notices before it ends itself. */
const JOB_ENDED = /^\[\d+\][+-]? +Terminated.*\n?/gm;

/** Output without what differs from run to run, and without how large the simulator makes a run. */
function comparable(output: string): string {
  return output
    .replace(PROGRESS, '')
    .replace(JOB_ENDED, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\b[0-9a-f]{64}\b/g, 'DIGEST')
    .replace(/\b[0-9a-f]{4}(?: [0-9a-f]{4}){5}\b/g, 'FINGERPRINT')
    .replace(/\blog\.seqwarden\.invalid\/[0-9a-f]{32}\b/g, 'REGISTER')
    .replace(/\b(?:[0-9a-z]{5}-){4}[0-9a-z]{5}\b/g, 'PASSPHRASE')
    .replace(/\b(at place|of size) \d+\b/g, '$1 N')
    .replace(/^ *\d+ {2}(?=TIME)/gm, 'N ')
    .replace(/\b\d{6,8}_\w*SIM\d{4}_\w+(?:-\w+)?/g, 'RUN')
    .replace(/\b[0-9a-f]{12}(?:[0-9a-f]{4})?(?:[0-9a-f]{16})?\b/g, 'DIGITS')
    .replace(/\b(as of|by|opened|closed|read,|on) +\d{4}-\d\d-\d\d\b/g, '$1 DAY')
    .replace(/\d[\d.]* (?=files|written|of|lines|expected|[kMG]?B\b)/g, 'N ')
    .trimEnd();
}

/**
 * What `npx --no seqwarden` stands for in the guide: the command of this clone, on the Node that runs the tests. With jobs as in a shell that a person
 * types into, where `kill %1` reaches all that was started, and variables that were exported stay for the next block.
 */
const NPX = `exec 2>&1
set -m
[ ! -f "$HOME/.exported" ] || . "$HOME/.exported"
trap 'export -p > "$HOME/.exported"' EXIT
npx() {
  [ "$1 $2" = "--no seqwarden" ] || { echo "not npx --no seqwarden: $*"; return 99; }
  shift 2
  "$NODE" --disable-sigusr1 "$LAUNCHER" "$@"
}
`;

describe('docs/GUIDE.md', () => {
  const guide = readFileSync(join(ROOT, 'docs', 'GUIDE.md'), 'utf8');
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-guide-')));
  const data = join(temporary, 'data');
  const home = join(temporary, 'home');
  mkdirSync(data);
  mkdirSync(home);
  after(() => rmSync(temporary, { recursive: true, force: true }));

  /** The guide's run; what the simulator calls it is not the guide's affair. */
  const nameInGuide = /landing\/(\d{6}_\w+-\w+)/.exec(guide)?.[1] ?? '';
  const nameHere = () =>
    existsSync(join(data, 'landing')) ? readdirSync(join(data, 'landing'))[0] : undefined;

  const run = ({ commands }: Block) =>
    spawnSync('bash', ['-c', NPX + commands.replaceAll(nameInGuide, nameHere() ?? nameInGuide)], {
      cwd: data,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: home,
        NODE: process.execPath,
        LAUNCHER: join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js'),
      },
    });

  for (const block of blocksOf(guide)) {
    it(`${block.heading}: ${block.commands.split('\n', 1)[0]}`, t => {
      if (['bash', 'tar', 'md5sum'].some(tool => toolOrSkip(t, tool) === undefined)) return;
      const { status, stdout } = run(block);
      const printed = stdout.replaceAll(data, '/data').replaceAll(home, '/home/lab');
      assert.equal(status, block.exit, printed);
      assert.equal(comparable(printed), comparable(block.output ?? ''));
    });
  }
});
