import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SeqwardenError } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { launcher } from '../launcher.ts';
import { ToldError } from '../told-error.ts';

/**
 * Runs `exposure` as a program of its own, which the launcher confines as always: what instruments and publishers wrote is parsed where no key is, and nothing can be written.
 * Its output line by line; what it says to people is passed on. Throws CASE_INPUT_UNUSABLE after the last line where it came to no answer, and the signal's reason.
 */
export async function* confinedExposure(
  args: readonly string[],
  { env, err, signal, terminal }: Context,
): AsyncGenerator<string> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--disable-sigusr1', launcher(), 'exposure', ...args], {
    env,
    // A progress bar needs the terminal itself.
    stdio: ['ignore', 'pipe', terminal ? 'inherit' : 'pipe'],
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop, { once: true });
  const ended = once(child, 'close');
  // Whoever waits for it hears of it; until then it is nobody's.
  ended.catch(() => undefined);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => err(text));
  try {
    if (child.stdout !== null) yield* createInterface({ input: child.stdout });
    const [code, killedBy] = await ended;
    signal.throwIfAborted();
    if (code === 2)
      throw new ToldError(
        'CASE_INPUT_UNUSABLE',
        'the runs and advisories could not be read: `exposure` told why',
      );
    if (code !== 0 && code !== 1 && code !== 3)
      throw new SeqwardenError(
        'CASE_INPUT_UNUSABLE',
        `the runs and advisories could not be read (${killedBy ?? `exit code ${code}`}); what \`exposure\` says of it stands above`,
      );
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
