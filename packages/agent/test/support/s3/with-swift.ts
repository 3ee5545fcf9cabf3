import { after, type TestContext } from 'node:test';
import { missing } from '../../../../../scripts/testing/needs.ts';
import { BUCKET, signWith } from './place-at-s3.ts';
import { KEY, missingForSwift, type Swift, startSwift, USER } from './swift.ts';
import { SwiftAccount } from './swift-account.ts';

export interface Store {
  readonly swift: Swift;
  readonly account: SwiftAccount;
}

// Now, as a thread has the environment of the moment in which it started.
signWith({ accessKeyId: USER, secretAccessKey: KEY });

let starting: Promise<Store> | undefined;

/** The one Swift of this test file, started when it is first asked for. undefined: the test was marked as skipped. */
export async function swiftOrSkip(t: TestContext): Promise<Store | undefined> {
  const lacking = missingForSwift();
  if (lacking !== undefined) return missing(t, `OpenStack Swift (${lacking})`);
  starting ??= start();
  return starting;
}

async function start(): Promise<Store> {
  const swift = await startSwift();
  const account = await SwiftAccount.open(swift);
  await account.makeBucket(BUCKET);
  return { swift, account };
}

after(async () => {
  await (await starting)?.swift.stop();
});
