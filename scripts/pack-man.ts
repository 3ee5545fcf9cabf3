import { execFileSync } from 'node:child_process';
import type { Program } from './sbom.ts';

/** The manual page in mdoc(7), made of what the built command's `help` says, so that it cannot say anything else. */
export function manualPage(command: string, { version }: Program, epoch: number): string {
  const help = (...name: string[]) =>
    execFileSync(
      process.execPath,
      ['--disable-sigusr1', command, 'help', ...name.flatMap(one => one.split(' '))],
      { encoding: 'utf8' },
    );
  const overview = help();
  // Some have two words; what is said of them stands two blanks away.
  const names = [...overview.matchAll(/^ {2}(\S+(?: \S+)?) {2}/gm)].map(([, name = '']) => name);
  const date = new Date(epoch * 1000).toLocaleDateString('en-US', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
  return `.Dd ${date}
.Dt SEQWARDEN 1
.Os Seqwarden ${version}
.Sh NAME
.Nm seqwarden
.Nd copies the run folders of sequencers, seals and verifies them
.Sh SYNOPSIS
.Nm
.Ar command
.Op Ar argument ...
.Sh DESCRIPTION
${literal(overview)}.Sh COMMANDS
${names.map(name => `.Ss ${name}\n${literal(help(name))}`).join('')}.Sh EXIT STATUS
.Bl -tag -width 1n
.It 0
good
.It 1
bad news: altered, affected, failed
.It 2
wrong usage or unusable input
.It 3
cannot tell: unsigned, unknown key, proof missing
.El
.Sh FILES
.Bl -tag -width 1n
.It Pa $XDG_CONFIG_HOME/seqwarden , Pa ~/.config/seqwarden
the seal key and the trust file
.It Pa /usr/share/doc/seqwarden
the guide, the operator's manual, the formats, an example of a systemd unit
.El
`;
}

/** Lines as they are; nothing in them is taken for a macro or an escape. */
function literal(text: string): string {
  const lines = text.trimEnd().replaceAll('\\', '\\e').replaceAll('-', '\\-').split('\n');
  const safe = lines.map(line => (/^[.']/.test(line) ? `\\&${line}` : line));
  return `.Bd -literal\n${safe.join('\n')}\n.Ed\n`;
}
