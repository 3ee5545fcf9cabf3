import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate extends Disposable {
  readonly certificate: string;
  readonly key: string;
  /** PEM of the certificate, which is its own authority. */
  readonly pem: string;
}

/** A certificate for localhost and 127.0.0.1, or for the names given, made by openssl. */
export function makeCertificate(names = 'DNS:localhost,IP:127.0.0.1'): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-certificate-'));
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const rest = ['-days', '2', '-subj', '/CN=test', '-addext', `subjectAltName=${names}`];
  execFileSync('openssl', [...args, '-keyout', key, '-out', certificate, ...rest], { stdio: 'ignore' });
  return {
    certificate,
    key,
    pem: readFileSync(certificate, 'utf8'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
