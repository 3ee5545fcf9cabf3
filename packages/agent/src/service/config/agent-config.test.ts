import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { type AgentConfigResult, loadAgentConfig, readAgentConfig } from './agent-config.ts';
import { agentStateFolder } from './agent-config-state.ts';

const EXAMPLE = `version = 1
state = "/var/lib/seqwarden"

[root.lab-a]
path = "/srv/landing/a/"
destinations = ["archive", "cloud"]
source-label = "landing share of lab A"
quiet-seconds = 30
stale-after-hours = 24
unsealed-after-hours = 6

[destination.archive]
to = "/mnt/archive"
reserve = "500 GB"
reread = true
confirm = false
reverify-days = 90
limits = [
  { hours = "08:00-18:00", megabytes-per-second = 50 },
  { hours = "22:30-24:00", megabytes-per-second = 0 },
]

[destination.cloud]
to = "s3://lab-runs/a"
endpoint = "https://s3.lab.example"

[retention]
destinations = 2
read-back-within-days = 30
keep-days = 365

[notify]
textfile = "/var/lib/prometheus/node-exporter/seqwarden.prom"
heartbeat = { url-file = "/etc/seqwarden/heartbeat", every-minutes = 5 }
ca = "/etc/seqwarden/ca.pem"

[[notify.mail]]
server = "smtps://mail.lab.example"
from = "seqwarden@lab.example"
to = ["lab@lab.example"]
events = ["alarm", "stale", "destination-down"]
credentials = "/etc/seqwarden/smtp"

[[notify.mail]]
server = "smtp://[::1]:25"
from = "seqwarden@lab.example"
to = ["it@lab.example"]
events = ["*"]

[[notify.webhook]]
url = "https://hooks.lab.example/x?y=z"
events = ["*"]
secret = "/etc/seqwarden/webhook"

[[notify.command]]
run = ["/usr/local/bin/page", "lab"]
events = ["alarm"]
`;

const LEAST = `version = 1
[root.a]
path = "/srv/landing"
destinations = ["b"]
[destination.b]
to = "/mnt/archive"
`;

/** `line:column key: what` of each problem. */
function told(result: AgentConfigResult): string[] {
  if ('config' in result) return [];
  return result.problems.map(({ line, column, key, what }) => `${line}:${column} ${key}: ${what}`);
}

const problems = (text: string) => told(readAgentConfig(text));

describe('the configuration of the agent', () => {
  it('is read with all that it can say', () => {
    const config = loadAgentConfig(EXAMPLE, 'agent.toml');
    assert.equal(config.state, '/var/lib/seqwarden');
    assert.deepEqual(config.roots, [
      {
        name: 'lab-a',
        path: '/srv/landing/a',
        destinations: ['archive', 'cloud'],
        sourceLabel: 'landing share of lab A',
        quietSeconds: 30,
        staleAfterHours: 24,
        unsealedAfterHours: 6,
      },
    ]);
    const [archive, cloud] = config.destinations;
    assert.deepEqual(archive, {
      name: 'archive',
      spec: { kind: 'folder', path: '/mnt/archive' },
      reserve: 5e11,
      reread: true,
      confirm: false,
      reverifyDays: 90,
      limits: [
        { from: 480, to: 1080, bytesPerSecond: 50e6 },
        { from: 1350, to: 0, bytesPerSecond: 0 },
      ],
    });
    const spec = { kind: 's3', bucket: 'lab-runs', prefix: 'a', endpoint: 'https://s3.lab.example' };
    assert.deepEqual(cloud?.spec, spec);
    assert.deepEqual(config.retention, { destinations: 2, readBackWithinDays: 30, keepDays: 365 });
    const { heartbeat, mail, webhook, command } = config.notify;
    assert.deepEqual(heartbeat, { address: { file: '/etc/seqwarden/heartbeat' }, everyMinutes: 5 });
    assert.deepEqual(
      mail.map(({ host, port, security, events }) => [host, port, security, events]),
      [
        ['mail.lab.example', 465, 'tls', ['alarm', 'stale', 'destination-down']],
        ['::1', 25, 'plain', '*'],
      ],
    );
    assert.deepEqual(webhook[0]?.address, { url: 'https://hooks.lab.example/x?y=z' });
    assert.deepEqual(command[0]?.run, ['/usr/local/bin/page', 'lab']);
  });

  it('needs little, and says nothing for what is not said', () => {
    const config = loadAgentConfig(LEAST, 'agent.toml');
    assert.equal(config.state, undefined);
    assert.equal(config.retention, undefined);
    assert.equal(config.roots[0]?.quietSeconds, 20);
    assert.deepEqual(config.destinations[0]?.limits, []);
    assert.deepEqual(config.notify.mail, []);
  });

  it('tells everything that is wrong at once, with line, column and key', () => {
    const text = EXAMPLE.replace('quiet-seconds = 30', 'quiet-secnods = 30')
      .replace('reserve = "500 GB"', 'reserve = 500')
      .replace('"22:30-24:00"', '"22:30-25:00"')
      .replace('keep-days = 365', 'keep-days = -1')
      .replace('"stale", "dest', '"stael", "dest')
      .replace('lab@lab.example"]', 'Lab <lab@lab.example>"]');
    assert.deepEqual(problems(text), [
      '8:1 root.lab-a.quiet-secnods: is no key that is known here; did you mean `quiet-seconds`?',
      '14:1 destination.archive.reserve: must be text in quotes, not a number',
      '20:5 destination.archive.limits[2].hours: must be hours such as "08:00-18:00"',
      '30:1 retention.keep-days: must be from 0 to 36525',
      '40:7 notify.mail[1].to[1]: is no mail address such as lab@lab.example',
      '41:20 notify.mail[1].events[2]: is no event; did you mean `stale`?',
    ]);
    assert.throws(
      () => loadAgentConfig(text, '/etc/agent.toml'),
      (error: unknown) =>
        error instanceof SeqwardenError &&
        error.code === 'CONFIG_UNUSABLE' &&
        error.message.split('\n').length === 6 &&
        error.message.startsWith('/etc/agent.toml:8:1: root.lab-a.quiet-secnods: is no key'),
    );
  });

  it('tells where it is no TOML', () => {
    const [problem, ...more] = problems(LEAST.replace('"b"]', '"b"'));
    assert.deepEqual(more, []);
    assert.match(problem ?? '', /^[45]:\d+ : no TOML: /);
    assert.match(problems(`${LEAST}\n[root.__proto__]\n`)[0] ?? '', /^8:\d+ : no TOML/);
    assert.deepEqual(problems('#'.repeat(300_000)), ['1:1 : the file is far too large']);
  });

  it('tells what is missing at the table that lacks it', () => {
    assert.deepEqual(problems(''), [
      '1:1 : has no key `version`',
      '1:1 : has no key `root`',
      '1:1 : has no key `destination`',
    ]);
    assert.deepEqual(problems('version = 1\n[root.a]\ndestinations = ["b"]\n[destination.b]\n'), [
      '2:7 root.a: has no key `path`',
      '4:14 destination.b: has no key `to`',
    ]);
    assert.deepEqual(problems(LEAST.replace('version = 1', 'version = 2')), [
      '1:1 version: must be from 1 to 1',
    ]);
  });

  const EACH: readonly (readonly [what: string, from: string, to: string, problem: string])[] = [
    [
      'a root inside a destination',
      '"/srv/landing"',
      '"/mnt/archive/x"',
      '3:1 root.a.path: is the place of destination `b`',
    ],
    [
      'a destination inside a root',
      '"/mnt/archive"',
      '"/srv/landing/../landing/x"',
      '3:1 root.a.path: is the place of',
    ],
    [
      'a state folder in a root',
      'version',
      'state = "/srv/landing/s"\nversion',
      '1:1 state: is the place of root `a`',
    ],
    [
      'a state folder around a destination',
      'version',
      'state = "/mnt"\nversion',
      '1:1 state: is the place of destination `b`',
    ],
    [
      'a text file in a root',
      'version = 1',
      'version = 1\nnotify.textfile = "/srv/landing/x.prom"',
      '2:8 notify.textfile: lies in root',
    ],
    ['a destination that nobody defined', '["b"]', '["c"]', '4:17 root.a.destinations[1]: is no destination'],
    ['a destination named twice', '["b"]', '["b", "b"]', '4:22 root.a.destinations[2]: is named twice'],
    ['a name with capitals', 'root.a', 'root.A', '2:7 root.A: has a name'],
    [
      'a name that is no plain key',
      'root.a',
      'root."a\\u001b\\u202e"',
      '2:7 root."a\\u001b\\u202e": has a name',
    ],
    ['a relative path', '"/srv/landing"', '"srv"', '3:1 root.a.path: must be an absolute path'],
    [
      'a relative destination',
      '"/mnt/archive"',
      '"archive"',
      '6:1 destination.b.to: must be an absolute path',
    ],
    [
      'an endpoint of a folder',
      'to =',
      'endpoint = "https://x"\nto =',
      '6:1 destination.b.endpoint: is for s3:// only',
    ],
    [
      'more destinations to be kept than there are',
      'version = 1',
      'version = 1\nretention = { destinations = 2, read-back-within-days = 1, keep-days = 0 }',
      '2:15 retention.destinations: is more',
    ],
    ['text where a table belongs', '[root.a]', 'root = 1\n[x]', '2:1 root: must be made of tables'],
    ['a control character', '"/srv/landing"', '"/srv/\\u0000"', '3:1 root.a.path: holds a control character'],
    ['a number beyond all measure', 'version = 1', 'version = 99999999999999999999', '1:1'],
    [
      '`*` among others',
      'version = 1',
      'version = 1\nnotify.command = [{ run = ["/x"], events = ["*", "alarm"] }]',
      '2:45 notify.command[1].events[1]: `*` stands alone',
    ],
    [
      'a program without a path',
      'version = 1',
      'version = 1\nnotify.command = [{ run = ["page"], events = ["*"] }]',
      '2:28 notify.command[1].run[1]: must be an absolute path',
    ],
    [
      'http to another host',
      'version = 1',
      'version = 1\nnotify.webhook = [{ url = "http://x.example", events = ["*"] }]',
      '2:21 notify.webhook[1].url: must be https://',
    ],
    [
      'a heartbeat without an address',
      'version = 1',
      'version = 1\nnotify.heartbeat.every-minutes = 5',
      '2:8 notify.heartbeat: must have one of the keys',
    ],
    [
      'a text file that nobody collects',
      'version = 1',
      'version = 1\nnotify.textfile = "/x.txt"',
      '2:8 notify.textfile: must end in .prom',
    ],
  ];
  for (const [what, from, to, problem] of EACH) {
    it(`refuses ${what}`, () => {
      assert.ok(LEAST.includes(from));
      const [first] = problems(LEAST.replace(from, to));
      assert.ok(first?.startsWith(problem), `${first}`);
    });
  }

  it('refuses two destinations at one place, whatever kind of place', () => {
    const two = (a: string, b: string) =>
      problems(
        `version = 1\n[root.r]\npath = "/r"\ndestinations = ["a", "b"]\n[destination.a]\nto = "${a}"\n[destination.b]\nto = "${b}"\n`,
      ).map(problem => problem.split(':').slice(0, 3).join(':'));
    const refused = ['8:1 destination.b.to: is the place of destination `a`, or one lies in the other'];
    assert.deepEqual(two('/mnt', '/mnt/b'), refused);
    assert.deepEqual(two('s3://bucket', 's3://bucket/b'), refused);
    assert.deepEqual(two('sftp://u@h/a', 'sftp://u@h:22/a/'), refused);
    assert.deepEqual(two('/mnt/a', '/mnt/ab'), []);
    assert.deepEqual(two('s3://bucket/a', 's3://bucket/ab'), []);
    assert.deepEqual(two('sftp://u@h/a', 'sftp://v@h/a'), []);
  });

  it('refuses a destination that no root uses, and does not guess where a root is not good', () => {
    const unused = `${LEAST}[destination.c]\nto = "/mnt/c"\n`;
    assert.deepEqual(problems(unused), ['7:14 destination.c: is used by no root']);
    assert.deepEqual(problems(unused.replace('"/srv/landing"', '1')), [
      '3:1 root.a.path: must be text in quotes, not a number',
    ]);
    assert.deepEqual(problems(LEAST.replace('"/mnt/archive"', '1')), [
      '6:1 destination.b.to: must be text in quotes, not a number',
    ]);
  });

  it('repeats no value, whatever is wrong with it', () => {
    const secret = 'hunter2';
    const values = [
      `"${secret}"`,
      `"https://user:${secret}@h.example/"`,
      `"smtps://user:${secret}@h.example"`,
      `"sftp://user:${secret}@h/x"`,
      `"s3://user:${secret}@bucket"`,
      `["${secret}"]`,
      `{ ${secret}x = 1 }`,
      `"${secret}`,
    ];
    const lines = EXAMPLE.split('\n');
    for (const [index, line] of lines.entries()) {
      const [key] = /^[a-z-]+ = (?!\[$)/.exec(line) ?? [];
      if (key === undefined) continue;
      for (const value of values) {
        const text = lines.with(index, `${key}${value}`).join('\n');
        const said = problems(text).filter(problem => !problem.includes(`.${secret}x: `));
        assert.ok(!said.join('\n').includes(secret), `${key}${value}: ${said}`);
      }
    }
  });

  it('refuses a password in an address by saying where such a thing belongs', () => {
    const said = problems(
      LEAST.replace(
        'version = 1',
        'version = 1\nnotify.webhook = [{ url = "https://u:hunter2@h/", events = ["*"] }]',
      ),
    );
    assert.deepEqual(said, [
      '2:21 notify.webhook[1].url: holds a user or a password; secrets stand in files of their own',
    ]);
  });

  it('never fails otherwise than by its problems', () => {
    const value = fc.oneof(
      fc.constantFrom(
        '1',
        '-1',
        '1.5',
        'true',
        '[]',
        '{}',
        '""',
        '"*"',
        '[[1]]',
        'nan',
        '2024-01-01',
        '07:00:00',
        '"s3://"',
        '"smtp://"',
        '"/"',
        '9999999999999999999',
      ),
      fc.string().map(text => JSON.stringify(text)),
    );
    const lines = EXAMPLE.split('\n');
    const keyed = lines.flatMap((line, index) => (/^[a-z-]+ = (?!\[$)/.test(line) ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...keyed), value, (index, written) => {
        const key = lines[index]?.split(' = ')[0];
        const result = readAgentConfig(lines.with(index, `${key} = ${written}`).join('\n'));
        if ('problems' in result) assert.ok(result.problems.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the state folder of the agent', () => {
  it('is what the configuration says, else what systemd gives, else that of the account', () => {
    const env = { STATE_DIRECTORY: '/var/lib/seqwarden', XDG_STATE_HOME: '/home/x/state' };
    assert.equal(agentStateFolder({ state: '/s' }, env), '/s');
    assert.equal(agentStateFolder({ state: undefined }, env), '/var/lib/seqwarden');
    assert.equal(
      agentStateFolder({ state: undefined }, { ...env, STATE_DIRECTORY: '' }),
      '/home/x/state/seqwarden',
    );
    assert.throws(() => agentStateFolder({ state: undefined }, { STATE_DIRECTORY: '/a:/b' }), SeqwardenError);
  });
});
