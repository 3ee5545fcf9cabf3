'use strict';

const { parseArgs } = require('node:util');
const { dirname, isAbsolute, join, resolve } = require('node:path');

/**
 * @typedef {object} Host what the flags depend on besides the command line
 * @property {readonly string[]} programRoots absolute paths of what the program itself must read
 * @property {() => string} home the user's home folder, absolute
 * @property {(path: string) => string} realPath the path without links, or the path itself if it does not exist
 * @property {(path: string) => boolean} exists whether anything is there
 * @property {(path: string) => boolean} isFolder whether a folder is there
 */

/** An address of a run on a server, as the command reads it. */
const ADDRESS = /^(s3|sftp):\/\//i;

/** An address of a log, as `--log` takes it. */
const LOG_ADDRESS = /^(s3|sftp|https?):\/\//i;

/**
 * @typedef {object} Environment what says where files lie that are granted
 * @property {string} [XDG_CONFIG_HOME]
 * @property {string} [XDG_STATE_HOME]
 * @property {string} [CREDENTIALS_DIRECTORY]
 * @property {string} [AWS_CONFIG_FILE]
 * @property {string} [AWS_SHARED_CREDENTIALS_FILE]
 * @property {string} [AWS_WEB_IDENTITY_TOKEN_FILE]
 * @property {string} [AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE]
 */

/**
 * The flags with which Node 26 runs `seqwarden verify`: it may read the program, the run, the trust files, and what
 * --custody and --policy name, and may start workers; nothing is writable, no socket and no process can be opened.
 * Where the run is not there, it may read what says that somebody disposed of it (decision 0047).
 * With --log it may also read the folder that is named there, or use the network for a log on a server.
 * For a run on a server it may use the network, and read what the credentials for it need instead of a run (decision 0043).
 * Undefined for every other command. Throws {@link NotExpressible} for a path that Node would take as a pattern,
 * {@link BeginAlike} for two that it cannot allow together.
 *
 * A path is granted as it was written and without its links: Node compares the text of a path, and the
 * command may open either. What is granted is the file or the whole folder, never its parent.
 *
 * @param {readonly string[]} argv the arguments after `seqwarden`
 * @param {Readonly<Environment>} env
 * @param {Host} host
 * @returns {string[] | undefined}
 */
function verifyFlags(argv, env, host) {
  if (argv[0] !== 'verify') return undefined;
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    options: {
      trust: { type: 'string', multiple: true },
      custody: { type: 'string' },
      log: { type: 'string' },
      endpoint: { type: 'string' },
      policy: { type: 'string' },
    },
  });

  // The command takes one run: with more there is no server that was meant.
  const scheme =
    positionals.length === 1 ? ADDRESS.exec(positionals[0] || '')?.[1]?.toLowerCase() : undefined;
  const named = [values.custody, values.policy];
  if (scheme === undefined) {
    const runs = positionals.filter(run => run !== '-');
    named.push(...runs, ...runs.flatMap(run => (host.exists(resolve(run)) ? [] : disposals(resolve(run)))));
  }
  const log = typeof values.log === 'string' ? values.log : '';
  const logScheme = LOG_ADDRESS.exec(log)?.[1]?.toLowerCase();
  if (logScheme === undefined) named.push(log);
  if (scheme === 's3' || logScheme === 's3') named.push(...storeCredentials(env, host));
  if (scheme === 'sftp' || logScheme === 'sftp') named.push(...serverCredentials(env, host));
  named.push(...(values.trust === undefined ? [defaultTrustFile(env, host)] : [values.trust].flat()));

  return flagsFor(named, { workers: true, network: (scheme ?? logScheme) !== undefined }, host);
}

/**
 * The flags of `seqwarden exposure`, in the same way: it may read the program, the roots, and what its options name; of a root that is a run also what says
 * when it was last read again. Workers only for --verify-runs, the network only for --log on a server (decision 0065).
 *
 * @param {readonly string[]} argv the arguments after `seqwarden`
 * @param {Readonly<Environment>} env
 * @param {Host} host
 * @returns {string[] | undefined}
 */
function exposureFlags(argv, env, host) {
  if (argv[0] !== 'exposure') return undefined;
  const one = /** @type {const} */ ({ type: 'string' });
  const several = /** @type {const} */ ({ type: 'string', multiple: true });
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    options: {
      advisories: several,
      inventory: one,
      log: one,
      endpoint: one,
      trust: several,
      epss: one,
      kev: one,
      kept: { type: 'boolean' },
      'verify-runs': { type: 'boolean' },
      // No paths, but they take a value.
      register: one,
      format: one,
      zone: one,
      'fail-on': several,
      publisher: one,
      namespace: one,
    },
  });
  const log = typeof values.log === 'string' ? values.log : '';
  const logScheme = LOG_ADDRESS.exec(log)?.[1]?.toLowerCase();
  const advisories = [values.advisories ?? []].flat();
  const named = [values.inventory, values.epss, values.kev, ...advisories];
  named.push(...positionals, ...positionals.flatMap(root => (root === '' ? [] : readings(resolve(root)))));
  if (logScheme === undefined) named.push(log);
  if (logScheme === 's3') named.push(...storeCredentials(env, host));
  if (logScheme === 'sftp') named.push(...serverCredentials(env, host));
  if (values.kept === true) named.push(join(stateFolder(env, host), 'advisories'));
  named.push(...(values.trust === undefined ? [defaultTrustFile(env, host)] : [values.trust].flat()));
  return flagsFor(named, { workers: values['verify-runs'] === true, network: logScheme !== undefined }, host);
}

/**
 * @param {readonly unknown[]} named paths that may be read; what is no path, or an empty one, is left out
 * @param {{ readonly workers: boolean, readonly network: boolean }} may
 * @param {Host} host
 */
function flagsFor(named, may, host) {
  const readable = new Set(host.programRoots);
  for (const path of named) {
    // An empty path would be the working folder; the command refuses it, and a missing value, as wrong usage.
    if (typeof path !== 'string' || path === '') continue;
    readable.add(resolve(path));
    readable.add(host.realPath(resolve(path)));
  }
  const flags = ['--permission'];
  if (may.workers) flags.push('--allow-worker', '--disable-warning=PERM0006');
  // Node warns that the permission for the network is experimental.
  if (may.network) flags.push('--allow-net', '--disable-warning=ExperimentalWarning');
  const granted = withoutNested([...readable]);
  for (const path of granted) {
    if (path.includes('*')) throw new NotExpressible(path);
    flags.push(`--allow-fs-read=${path}`);
  }
  requireApart(granted, host);
  return flags;
}

/**
 * Node keeps what is granted in a tree of texts, and forgets a folder itself where another path begins with its name and goes on (`runs` and `runs.toml`):
 * what lies in it could be read, but not listed. No form and no order of the flags changes that (seen with Node 26.10).
 *
 * @param {readonly string[]} granted
 * @param {Host} host
 */
function requireApart(granted, host) {
  for (const folder of granted) {
    if (host.programRoots.includes(folder) || folder.endsWith('/')) continue;
    const other = granted.find(path => path !== folder && path.startsWith(folder));
    if (other !== undefined && host.isFolder(folder)) throw new BeginAlike(folder, other);
  }
}

/**
 * Node refuses a folder that is granted beside something in it, while it grants all that lies in it.
 *
 * @param {readonly string[]} paths
 */
function withoutNested(paths) {
  const isIn = (/** @type {string} */ path, /** @type {string} */ folder) =>
    path !== folder && path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
  return paths.filter(path => !paths.some(folder => isIn(path, folder)));
}

/**
 * What a destination has about when a run that lies in it was read again.
 *
 * @param {string} run
 */
function readings(run) {
  const own = join(dirname(run), '.seqwarden');
  return [join(own, 'deliveries'), join(own, 'destination-id')];
}

/**
 * What a destination has about runs that were disposed of, where a run would lie in it, and the register that tells whose word counts.
 *
 * @param {string} run
 */
function disposals(run) {
  const own = join(dirname(run), '.seqwarden');
  return [join(own, 'disposed'), join(own, 'destination-id'), join(own, 'log')];
}

/**
 * Where `seqwarden init` puts the trust file.
 *
 * @param {Readonly<Environment>} env
 * @param {Host} host
 */
function defaultTrustFile(env, host) {
  return join(configFolder(env, host), 'trust.json');
}

/**
 * @param {Readonly<Environment>} env
 * @param {Host} host
 */
function configFolder(env, host) {
  // The XDG base directory specification: a relative path is invalid and counts as not set.
  const configured = env.XDG_CONFIG_HOME || '';
  return join(isAbsolute(configured) ? configured : join(host.home(), '.config'), 'seqwarden');
}

/**
 * @param {Readonly<Environment>} env
 * @param {Host} host
 */
function stateFolder(env, host) {
  const configured = env.XDG_STATE_HOME || '';
  return join(isAbsolute(configured) ? configured : join(host.home(), '.local', 'state'), 'seqwarden');
}

/**
 * The files of the AWS SDK for JavaScript's chain (AWS SDKs and Tools Reference Guide, "Shared config and credentials files", "IAM Identity Center").
 * What a profile names beside them is not granted, and a credential_process cannot be started.
 *
 * @param {Readonly<Environment>} env
 * @param {Host} host
 */
function storeCredentials(env, host) {
  const aws = join(host.home(), '.aws');
  return [
    env.AWS_CONFIG_FILE || join(aws, 'config'),
    env.AWS_SHARED_CREDENTIALS_FILE || join(aws, 'credentials'),
    join(aws, 'sso', 'cache'),
    env.AWS_WEB_IDENTITY_TOKEN_FILE,
    env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
  ];
}

const KNOWN_HOSTS = 'known_hosts';
const USER_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * Pinned host keys and the keys that log in, never the seal key that lies beside them.
 *
 * @param {Readonly<Environment>} env
 * @param {Host} host
 */
function serverCredentials(env, host) {
  const folder = configFolder(env, host);
  const handed = env.CREDENTIALS_DIRECTORY || '';
  return [
    join(folder, KNOWN_HOSTS),
    ...USER_KEYS.map(name => join(folder, 'ssh', name)),
    ...(isAbsolute(handed) ? [KNOWN_HOSTS, ...USER_KEYS].map(name => join(handed, name)) : []),
  ];
}

/** A `*` in --allow-fs-read stands for anything, and there is no way to quote it. */
class NotExpressible extends Error {
  /** @param {string} path */
  constructor(path) {
    super(`The path ${JSON.stringify(path)} contains a *, for which access cannot be limited to that path`);
  }
}

/** Both are needed, and Node cannot allow both. */
class BeginAlike extends Error {
  /**
   * @param {string} folder
   * @param {string} other
   */
  constructor(folder, other) {
    const [one, two] = [folder, other].map(path => JSON.stringify(path));
    super(
      `Node cannot limit access to the folder ${one} and to ${two} at once, because the second begins with the name of the first: rename or move one of them, or name a folder that holds both`,
    );
  }
}

module.exports = { BeginAlike, exposureFlags, NotExpressible, verifyFlags };
