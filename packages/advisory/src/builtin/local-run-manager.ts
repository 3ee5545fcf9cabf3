import type { ListedProduct, Rendering } from './csaf-document.ts';
import { OWN_IDS } from './labels.ts';

const REMOTE = 'AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';

function products(): readonly ListedProduct[] {
  const names = [
    'iSeq 100 Instrument LRM',
    'MiniSeq Instrument LRM',
    'MiSeq Dx LRM',
    'MiSeq Instrument LRM',
    'NextSeq 500 Instrument LRM',
    'NextSeq 550 Instrument LRM',
    'NextSeq 550Dx LRM',
  ];
  return names.map(name => ({ name, category: 'product_version_range', version: '>= 1.3 | <= 3.1' }));
}

/** ICSA-22-153-02 of 2022: products, ranges, statuses and scores are those of the original (62d3c171…, as published since 2023-10-03). */
export const LOCAL_RUN_MANAGER: Rendering = {
  id: OWN_IDS.localRunManager,
  title: 'Illumina Local Run Manager',
  summary:
    'The program with which runs are planned and analysed on Illumina instruments, and on servers beside them, asks nobody who he is, and runs what it is sent with full rights. Whoever reaches it over the network may take over the instrument.',
  original: {
    id: 'ICSA-22-153-02',
    version: '3',
    date: '2022-08-23',
    page: 'https://www.cisa.gov/news-events/ics-advisories/icsa-22-153-02',
    file: 'https://raw.githubusercontent.com/cisagov/CSAF/develop/csaf_files/OT/white/2022/icsa-22-153-02.json',
    sha256: '62d3c1719e1548258e32c33b7574df4ffab40ad8ba7c44487d56dfb12fb7b580',
    sha512:
      'b98932800cc3035818b2cb2bcf972f6a9ab29fa41c8fad6806118318548da4f3c2275ad7d477aa8a1fe53f662d5090a061032f73a1aa92cd890d45df8dffdbff',
  },
  products: products(),
  vulnerabilities: [
    {
      cve: 'CVE-2022-1517',
      cwe: { id: 'CWE-250', name: 'Execution with Unnecessary Privileges' },
      score: 10,
      severity: 'CRITICAL',
      vector: REMOTE,
      note: 'Local Run Manager runs with elevated rights: code that is brought in over the network, without any account, acts on the operating system.',
    },
    {
      cve: 'CVE-2022-1518',
      cwe: {
        id: 'CWE-22',
        name: "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')",
      },
      score: 10,
      severity: 'CRITICAL',
      vector: REMOTE,
      note: 'What is uploaded to Local Run Manager can be laid outside the folder that is meant for it.',
    },
    {
      cve: 'CVE-2022-1519',
      cwe: { id: 'CWE-434', name: 'Unrestricted Upload of File with Dangerous Type' },
      score: 10,
      severity: 'CRITICAL',
      vector: REMOTE,
      note: 'Local Run Manager takes files of any type, also programs.',
    },
    {
      cve: 'CVE-2022-1521',
      cwe: { id: 'CWE-284', name: 'Improper Access Control' },
      score: 9.1,
      severity: 'CRITICAL',
      vector: 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N',
      note: 'By default Local Run Manager asks for no account: data can be read, changed and put in.',
    },
    {
      cve: 'CVE-2022-1524',
      cwe: { id: 'CWE-319', name: 'Cleartext Transmission of Sensitive Information' },
      score: 7.4,
      severity: 'HIGH',
      vector: 'AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N',
      note: 'Local Run Manager 2.4 and lower speaks without encryption: who sits between reads what is sent, passwords included.',
    },
  ],
  remediations: [
    {
      category: 'mitigation',
      details:
        'Install the patch LocalRunManagerSecurityPatch.msi on each affected instrument, in each mode that it boots, and on each Local Run Manager off the instrument. Illumina called it a protection against remote misuse, ahead of a permanent fix.',
      url: 'https://support.illumina.com/downloads/illumina-local-run-manager-1.0.html',
    },
    {
      category: 'mitigation',
      details:
        'LocalRunManagerSecurityPatch.msi has SHA-256 595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a and SHA-512 52b5cfdc462b10011027e94f184c2f0da25b0b1363fddb7fa5793938d11f976259a7f73e77c2fd157f560439ec3df70446aa561b586dc8ef94db2ed95fcce841.',
    },
    {
      category: 'mitigation',
      details:
        'For an instrument that is not on the Internet, ask the technical support of Illumina for another way to install the patch.',
      url: 'https://support.illumina.com',
    },
  ],
};
