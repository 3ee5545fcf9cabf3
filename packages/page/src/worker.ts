// Everything but what is seen: it runs beside the page, so that this stays alive while terabytes are hashed.
import { SeqwardenError } from '@seqwarden/proof';
import { checkRun } from './check-run.ts';
import { DigestTable } from './digest-table.ts';
import { readTrust } from './given-trust.ts';
import type { Progress } from './hash-files.ts';
import { makeReport, refusal, shownKeys } from './make-report.ts';
import type { Reply, Request } from './messages.ts';
import { PageFiles } from './page-files.ts';
import type { Report } from './report.ts';

const TELL_EACH_MS = 100;

const digests = new DigestTable();
let going = new AbortController();
const files = new PageFiles((number, file) => reply({ kind: 'read', number, file }));

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.kind === 'bytes' || data.kind === 'unread') {
    files.take(data);
    return;
  }
  going.abort();
  if (data.kind === 'stop') return;
  going = new AbortController();
  void answer(data, going.signal);
});

function reply(message: Reply): void {
  postMessage(message);
}

async function answer(request: Extract<Request, { kind: 'check' }>, signal: AbortSignal): Promise<void> {
  const { number } = request;
  const trust = request.trust.map(file => files.readable(file));
  const given = request.given.map(one => ({ ...one, file: files.readable(one.file) }));
  const report = (report: Report) => reply({ kind: 'report', number, report });
  try {
    const trusted = await readTrust(trust);
    reply({ kind: 'keys', number, keys: shownKeys(trusted) });
    if (given.length === 0) return;
    const options = { digests, onProgress: teller(number), signal };
    report(makeReport(await checkRun(given, trusted, options), trusted));
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof SeqwardenError) report(refusal(error));
    else if (error instanceof DOMException)
      report(
        refusal(
          new SeqwardenError(
            'USAGE',
            `a file of the seal, or the trust file, cannot be read (${error.name})`,
          ),
        ),
      );
    else reply({ kind: 'fault', number, message: String(error) });
  }
}

function teller(number: number): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return progress => {
    const now = performance.now();
    if (now - last < TELL_EACH_MS) return;
    last = now;
    reply({ kind: 'progress', number, progress });
  };
}
