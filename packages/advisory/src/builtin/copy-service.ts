import type { Rendering } from './csaf-document.ts';
import { OWN_IDS } from './labels.ts';

/** ICSMA-23-117-01 of 2023: products, ranges, statuses and scores are those of the original (e174f316…, as published since 2023-10-03). */
export const COPY_SERVICE: Rendering = {
  id: OWN_IDS.universalCopyService,
  title: 'Illumina Universal Copy Service',
  summary:
    'The program that copies runs off Illumina instruments listens on all network addresses (version 2) and runs with more rights than it needs (versions 1 and 2). Whoever reaches it over the network may take over the instrument: its settings, its software and the results.',
  original: {
    id: 'ICSMA-23-117-01',
    version: '1',
    date: '2023-04-28',
    page: 'https://www.cisa.gov/news-events/ics-medical-advisories/icsma-23-117-01',
    file: 'https://raw.githubusercontent.com/cisagov/CSAF/develop/csaf_files/OT/white/2023/icsma-23-117-01.json',
    sha256: 'e174f316d9a09dee3ccef17683176dbfe837ba1fc588faedcdd0fd2a524cd092',
    sha512:
      '979b9f38454643719dabb5428b1d7efa7c803b0b5d4207aa96fda49bc76c3bd31d2d025cb3843330d3f2db7bdba245a43f98f50c00be872ffafc2bcc36c1c08c',
  },
  products: [
    { name: 'iScan Control Software', category: 'product_version', version: '4.0.0' },
    { name: 'iScan Control Software', category: 'product_version', version: '4.0.5' },
    { name: 'iSeq 100', category: 'product_version_range', version: 'vers:all/*' },
    { name: 'MiniSeq Control Software', category: 'product_version_range', version: '>= 2.0' },
    { name: 'MiSeq Control Software', category: 'product_version', version: '4.0' },
    { name: 'MiSeqDx Operating Software', category: 'product_version_range', version: '>= 4.0.1' },
    { name: 'NextSeq 500/550 Control Software', category: 'product_version', version: '4.0' },
    { name: 'NextSeq 550Dx Control Software', category: 'product_version', version: '4.0' },
    {
      name: 'NextSeq 550Dx Operating Software',
      category: 'product_version_range',
      version: '>= 1.0.0  | <= 1.3.1',
    },
    { name: 'NextSeq 550Dx Operating Software', category: 'product_version_range', version: '>= 1.3.3' },
    { name: 'NextSeq 1000/2000 Control Software', category: 'product_version_range', version: '<= 1.4.1' },
    { name: 'NovaSeq 6000 Control Software', category: 'product_version_range', version: '<= 1.7' },
    { name: 'NovaSeq Control Software', category: 'product_version', version: '1.8' },
  ],
  vulnerabilities: [
    {
      cve: 'CVE-2023-1968',
      cwe: { id: 'CWE-1327', name: 'Binding to an Unrestricted IP Address' },
      score: 10,
      severity: 'CRITICAL',
      vector: 'AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
      note: 'Version 2 of the Universal Copy Service listens on every network address of the instrument, also on those that are reached from outside.',
    },
    {
      cve: 'CVE-2023-1966',
      cwe: { id: 'CWE-250', name: 'Execution with Unnecessary Privileges' },
      score: 7.4,
      severity: 'HIGH',
      vector: 'AV:P/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H',
      note: 'Versions 1 and 2 of the Universal Copy Service have rights that they do not need; code that is brought in through them acts on the operating system. The text of the original speaks of a remote attacker, its vector of a local one.',
    },
  ],
  remediations: [
    {
      category: 'vendor_fix',
      details:
        "Follow Illumina's guide on this vulnerability (UCS Vulnerability Instructions Guide) for the configuration of the instrument, and read it before anything is downloaded. Neither a fixed version nor a digest of the patch was published.",
      url: 'https://support.illumina.com/downloads/illumina-universal-copy-service-1-0.html',
    },
  ],
};
