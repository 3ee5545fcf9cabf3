const HELP = `usage: seqwarden COMMAND [ARGUMENT...]
`;

/** The command: its arguments in, its exit code out. */
export async function main(_argv: string[]): Promise<number> {
  process.stdout.write(HELP);
  return 0;
}
