import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { openWire, type Wire } from '../../../src/destinations/s3/wire.ts';

/** A wire to a store on loopback that answers as the test says; both end with the test. */
export async function wireToStore(t: TestContext, answer: RequestListener): Promise<Wire> {
  process.env.AWS_ACCESS_KEY_ID = 'x';
  process.env.AWS_SECRET_ACCESS_KEY = 'y';
  process.env.AWS_REGION = 'us-east-1';
  const server = createServer(answer);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const endpoint = `http://127.0.0.1:${address.port}`;
  const wire = openWire({ kind: 's3', bucket: 'lab-runs', prefix: '', endpoint });
  t.after(() => {
    wire.client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return wire;
}
