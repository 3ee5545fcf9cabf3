import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Ending, type Said, World } from './world.ts';

/** What day it is in the hospital: each command comes a second after the one before. */
export class Clock {
  #at = Date.UTC(2022, 0, 3, 8);

  /** Time never runs back. */
  set(moment: string): void {
    const at = Date.parse(moment);
    assert.ok(at >= this.#at, `${moment} lies before ${new Date(this.#at).toISOString()}`);
    this.#at = at;
  }

  readonly now = (): Date => {
    this.#at += 1000;
    return new Date(this.#at);
  };
}

/** Somebody who signs with a key of his own. */
export interface Person {
  readonly name: string;
  readonly keyid: string;
  readonly fingerprint: string;
}

/** One site of the hospital: an account with its register, its archive, its persons. */
export class Site {
  readonly name: string;
  readonly world: World;
  readonly #clock: Clock;
  /** Trust files: its own, and those that came from the other sites. */
  readonly #trusts: string[] = [];

  constructor(t: Ending, name: string, clock: Clock) {
    this.name = name;
    this.world = new World(t);
    this.#clock = clock;
  }

  at(...parts: string[]): string {
    return this.world.at(...parts);
  }

  /** Whatever comes of it. */
  try(...argv: string[]): Promise<Said> {
    return this.world.with({ now: this.#clock.now }, ...argv);
  }

  /** What it prints, where it is good. */
  async do(...argv: string[]): Promise<string> {
    const { code, out, err } = await this.try(...argv);
    assert.equal(code, 0, `${this.name}: seqwarden ${argv.join(' ')}\n${err}${out}`);
    return out;
  }

  /** A command on cases that a person signs. */
  as(person: Person, ...argv: string[]): Promise<string> {
    return this.do(...argv, ...this.signedBy(person));
  }

  signedBy({ name }: Person): string[] {
    return ['--signer', this.at(name), ...this.world.passphrase(), ...this.#trusts];
  }

  /** With a code of the one table; what it says. */
  async refuses(code: string, person: Person, ...argv: string[]): Promise<string> {
    const said = await this.try(...argv, ...this.signedBy(person));
    assert.notEqual(said.code, 0, `${this.name}: seqwarden ${argv.join(' ')}\n${said.out}`);
    assert.match(said.err, new RegExp(`\\[${code}\\]`));
    return said.err;
  }

  /** A question on cases, and its answer as `--json` prints it. */
  async ask<T>(exit: number, ...argv: string[]): Promise<T> {
    const { code, out, err } = await this.try(...argv, ...this.#trusts, '--json');
    assert.equal(code, exit, `${this.name}: seqwarden ${argv.join(' ')}\n${err}${out}`);
    return JSON.parse(out);
  }

  /** A file of this site. */
  file(name: string, content: string | Uint8Array): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  /** The account's keys, by its administrator. */
  async open(): Promise<void> {
    await this.do('init', '--label', `seal key of ${this.name}`, ...this.world.passphrase());
  }

  /** A person of this site gets a key; the administrator enrols it. */
  async enrol(name: string, ...rights: string[]): Promise<Person> {
    const passphrase = this.world.passphrase();
    const made = JSON.parse(await this.do('keys', 'make', this.at(name), '--json', ...passphrase));
    const may = rights.length === 0 ? [] : ['--may', rights.join(',')];
    await this.do('keys', 'enrol', made.publicKey, '--role', 'person', ...may, ...passphrase);
    return { name, keyid: made.keyid, fingerprint: made.fingerprint };
  }

  /** Into the archive, sealed on the way; returns where it lies there. */
  async archive(run: string): Promise<string> {
    await this.do('copy', run, '--to', this.at('archive'), '--confirm');
    return this.at('archive', basename(run));
  }

  /** Takes the trust files of these sites, one of them its own, as they were carried there on a stick. */
  trustIn(sites: readonly Site[]): void {
    for (const { name, world } of sites) {
      const path = this.at(`trust-of-${name}.json`);
      cpSync(world.trustFile, path);
      this.#trusts.push('--trust', path);
    }
  }

  /** What commands on cases are given, so that records of all sites count. */
  get trusting(): readonly string[] {
    return this.#trusts;
  }
}
