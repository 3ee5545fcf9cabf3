import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BeginAlike, exposureFlags, NotExpressible, verifyFlags } from '../bin/permission.js';

const host = {
  programRoots: ['/program'],
  home: () => '/home/lab',
  realPath: (path: string) => path.replace('/link', '/target'),
  exists: (path: string) => !path.endsWith('/gone'),
  isFolder: (path: string) => path.endsWith('/runs'),
};

function readable(argv: string[], env: Parameters<typeof verifyFlags>[1] = {}): string[] {
  const flags = verifyFlags(argv, env, host) ?? [];
  return flags.filter(flag => flag.startsWith('--allow-fs-read=')).map(flag => flag.slice(16));
}

describe('verifyFlags', () => {
  it('confines verify alone', () => {
    assert.equal(verifyFlags(['copy', '/run', '--to', '/archive'], {}, host), undefined);
    assert.equal(verifyFlags([], {}, host), undefined);
    assert.equal(verifyFlags(['inspect', 'verify'], {}, host), undefined);
  });

  it('grants reading and workers, and nothing else', () => {
    assert.deepEqual(verifyFlags(['verify', '/run', '--trust', '/trust.json'], {}, host), [
      '--permission',
      '--allow-worker',
      '--disable-warning=PERM0006',
      '--allow-fs-read=/program',
      '--allow-fs-read=/run',
      '--allow-fs-read=/trust.json',
    ]);
  });

  it('grants the network for the one run on a server, and no path of that name', () => {
    const network = ['--allow-net', '--disable-warning=ExperimentalWarning'];
    for (const run of ['s3://lab-runs/RUN', 'sftp://lab@host/RUN', 'S3://lab-runs/RUN']) {
      const flags =
        verifyFlags(['verify', run, '--endpoint', 'https://s3.lab.example', '--trust', '/t'], {}, host) ?? [];
      assert.deepEqual(
        flags.filter(flag => network.includes(flag)),
        network,
      );
      assert.ok(
        !flags.some(flag => flag.includes('RUN') || flag.includes('endpoint') || flag.includes('s3.lab')),
      );
    }
    for (const argv of [
      ['/run'],
      ['-'],
      ['s3:/run'],
      ['ftp://host/RUN'],
      ['s3://a/RUN', '/run'],
      ['x', '--trust', 's3://a/b'],
    ])
      assert.ok(!verifyFlags(['verify', ...argv], {}, host)?.includes('--allow-net'), argv.join(' '));
  });

  it('grants the folder of a log, or the network for one on a server, only where --log asks for it', () => {
    assert.deepEqual(readable(['verify', '/run', '--trust', '/t', '--log', '/link/log']), [
      '/program',
      '/run',
      '/link/log',
      '/target/log',
      '/t',
    ]);
    for (const log of [
      'https://lab.example/log',
      'http://127.0.0.1:1/log',
      's3://b/x',
      'sftp://lab@host/x',
    ]) {
      const argv = ['verify', '/run', '--trust', '/t', '--log', log];
      const flags = verifyFlags(argv, {}, host) ?? [];
      assert.ok(flags.includes('--allow-net'), log);
      assert.ok(!flags.some(flag => flag.includes('lab.example') || flag.includes('host/x')), log);
    }
    assert.ok(
      readable(['verify', '/run', '--trust', '/t', '--log', 's3://b/x']).includes('/home/lab/.aws/config'),
    );
    const onServer = readable(['verify', '/run', '--trust', '/t', '--log', 'sftp://lab@host/x']);
    assert.ok(onServer.includes('/home/lab/.config/seqwarden/known_hosts'));
    assert.equal(readable(['verify', '/run', '--trust', '/t', '--log', 'https://lab.example/log']).length, 3);
    assert.deepEqual(readable(['verify', '/run', '--trust', '/t', '--log', '']), ['/program', '/run', '/t']);
  });

  it('grants what credentials for a bucket need, where the environment says', () => {
    const aws = '/home/lab/.aws';
    const argv = ['verify', 's3://lab-runs/RUN', '--trust', '/t'];
    assert.deepEqual(readable(argv), [
      '/program',
      `${aws}/config`,
      `${aws}/credentials`,
      `${aws}/sso/cache`,
      '/t',
    ]);
    const elsewhere = {
      AWS_CONFIG_FILE: '/a/config',
      AWS_SHARED_CREDENTIALS_FILE: '/a/credentials',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/link/token',
    };
    assert.deepEqual(readable(argv, elsewhere), [
      '/program',
      '/a/config',
      '/a/credentials',
      `${aws}/sso/cache`,
      '/link/token',
      '/target/token',
      '/t',
    ]);
  });

  it('grants pinned host keys and login keys for a server, and never the seal key beside them', () => {
    const argv = ['verify', 'sftp://lab@host/RUN', '--trust', '/t'];
    const granted = readable(argv, {
      XDG_CONFIG_HOME: '/etc/xdg',
      CREDENTIALS_DIRECTORY: '/run/credentials',
    });
    const folder = '/etc/xdg/seqwarden';
    assert.deepEqual(granted, [
      '/program',
      `${folder}/known_hosts`,
      ...['id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => `${folder}/ssh/${name}`),
      ...['known_hosts', 'id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => `/run/credentials/${name}`),
      '/t',
    ]);
    assert.deepEqual(readable(argv, { XDG_CONFIG_HOME: '/etc/xdg' }).length, 6);
  });

  it('grants a path as it was written and without its links', () => {
    assert.deepEqual(readable(['verify', '/link/run', '--trust', '/t']), [
      '/program',
      '/link/run',
      '/target/run',
      '/t',
    ]);
  });

  it('grants what a destination has about disposals where the run is not there, and only then', () => {
    assert.deepEqual(readable(['verify', '/archive/gone', '--trust', '/t']), [
      '/program',
      '/archive/gone',
      '/archive/.seqwarden/disposed',
      '/archive/.seqwarden/destination-id',
      '/archive/.seqwarden/log',
      '/t',
    ]);
  });

  it('grants every trust file that is named', () => {
    assert.deepEqual(readable(['verify', '/run', '--trust', '/a', '--trust=/link/b']), [
      '/program',
      '/run',
      '/a',
      '/link/b',
      '/target/b',
    ]);
    assert.deepEqual(readable(['verify', '/run', '--trust', '', '--trust', '/a', '--trust']), [
      '/program',
      '/run',
      '/a',
    ]);
  });

  it('grants a folder, and not what lies in it once more: Node would refuse the folder', () => {
    assert.deepEqual(
      readable(['verify', '/lab/run', '--trust', '/lab/run/trust.json', '--policy', '/lab/run2']),
      ['/program', '/lab/run2', '/lab/run'],
    );
    assert.deepEqual(readable(['verify', '/', '--trust', '/t']), ['/']);
  });

  it('refuses what begins with the name of a granted folder: Node would forget the folder', () => {
    for (const argv of [
      ['verify', '/lab/runs', '--trust', '/lab/runs.json'],
      ['verify', '/lab/runs', '--trust', '/t', '--policy', '/lab/runs2/policy.json'],
    ])
      assert.throws(() => verifyFlags(argv, {}, host), BeginAlike);
    assert.throws(() => exposureFlags(['exposure', '/lab/runs', '/lab/runs2'], {}, host), {
      message: /"\/lab\/runs" and to "\/lab\/runs2" at once/,
    });
    // Of two files, each is granted by its whole text.
    assert.ok(verifyFlags(['verify', '/r', '--trust', '/t', '--policy', '/t.json'], {}, host));
  });

  it('makes relative paths absolute', () => {
    assert.deepEqual(readable(['verify', 'run', '--trust', './t']), [
      '/program',
      `${process.cwd()}/run`,
      `${process.cwd()}/t`,
    ]);
  });

  it('finds the default trust file by the XDG rules, by which a relative folder counts as none', () => {
    const inHome = '/home/lab/.config/seqwarden/trust.json';
    assert.deepEqual(readable(['verify', '-'], { XDG_CONFIG_HOME: '/etc/xdg' }), [
      '/program',
      '/etc/xdg/seqwarden/trust.json',
    ]);
    assert.deepEqual(readable(['verify', '-'], { XDG_CONFIG_HOME: '' }), ['/program', inHome]);
    assert.deepEqual(readable(['verify', '-'], { XDG_CONFIG_HOME: 'conf' }), ['/program', inHome]);
  });

  it('never grants the working folder for an empty or missing value', () => {
    assert.deepEqual(readable(['verify', '', '--trust', '']), ['/program']);
    assert.deepEqual(readable(['verify', '--trust']), ['/program']);
  });

  it('takes what follows -- as a path', () => {
    assert.deepEqual(readable(['verify', '--trust=/t', '--', '--run']), [
      '/program',
      `${process.cwd()}/--run`,
      '/t',
    ]);
  });

  it('refuses what Node would take as a pattern', () => {
    assert.throws(() => verifyFlags(['verify', '/r*n'], {}, host), NotExpressible);
    for (const trust of [['/t*'], ['/t', '--trust', '/t*']])
      assert.throws(() => verifyFlags(['verify', '/run', '--trust', ...trust], {}, host), NotExpressible);
  });
});

describe('exposureFlags', () => {
  const flags = (...argv: string[]) => exposureFlags(['exposure', ...argv], {}, host) ?? [];
  const readable = (...argv: string[]) =>
    flags(...argv)
      .filter(flag => flag.startsWith('--allow-fs-read='))
      .map(flag => flag.slice(16));

  it('confines exposure alone', () => {
    assert.equal(exposureFlags(['verify', '/run'], {}, host), undefined);
    assert.equal(exposureFlags([], {}, host), undefined);
  });

  it('grants reading of what is named, and neither the network, workers nor writing', () => {
    assert.deepEqual(
      flags('/link/runs', '--advisories', '/csaf', '--inventory', '/facts.toml', '--trust', '/t'),
      [
        '--permission',
        '--allow-fs-read=/program',
        '--allow-fs-read=/facts.toml',
        '--allow-fs-read=/csaf',
        '--allow-fs-read=/link/runs',
        '--allow-fs-read=/target/runs',
        '--allow-fs-read=/link/.seqwarden/deliveries',
        '--allow-fs-read=/target/.seqwarden/deliveries',
        '--allow-fs-read=/link/.seqwarden/destination-id',
        '--allow-fs-read=/target/.seqwarden/destination-id',
        '--allow-fs-read=/t',
      ],
    );
  });

  it('grants every root, every folder of advisories, the files of scores, and no value of another option', () => {
    const all = readable(
      '/a',
      '/b',
      '--advisories',
      '/c',
      '--advisories',
      '/d',
      '--epss',
      '/e',
      '--kev',
      '/f',
    );
    for (const path of ['/a', '/b', '/c', '/d', '/e', '/f']) assert.ok(all.includes(path), path);
    const other = readable(
      '/a',
      '--zone',
      'Europe/Zurich',
      '--fail-on',
      'review',
      '--publisher',
      'x',
      '--format',
      'json',
    );
    assert.ok(!other.some(path => /Zurich|review|\/x$|\/json$/.test(path)));
  });

  it('grants workers only to hash runs again, the network only for a register on a server', () => {
    assert.ok(flags('/a', '--verify-runs').includes('--allow-worker'));
    assert.ok(!flags('/a', '--log', '/log').includes('--allow-net'));
    assert.ok(readable('/a', '--log', '/log').includes('/log'));
    assert.ok(flags('/a', '--log', 'https://lab.example/log').includes('--allow-net'));
  });

  it('grants the kept advisories only to who asks for them', () => {
    assert.ok(readable('/a', '--kept').includes('/home/lab/.local/state/seqwarden/advisories'));
    assert.ok(!readable('/a').some(path => path.includes('advisories')));
  });

  it('refuses a path that Node would take as a pattern', () => {
    assert.throws(() => flags('/runs/*'), NotExpressible);
  });
});
