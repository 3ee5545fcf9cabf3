import { OWN_IDS, OWN_PUBLISHER } from '../builtin/index.ts';
import type { ComponentKind } from '../inventory/inventory.ts';
import type { AdvisoryName, LineSource, OverlayLine } from './overlay.ts';

const CHECKED = '2026-11-23';
const CISA = 'https://www.cisa.gov/';

const UCS: readonly AdvisoryName[] = [
  { publisher: CISA, id: 'ICSMA-23-117-01' },
  { publisher: OWN_PUBLISHER, id: OWN_IDS.universalCopyService },
];
const LRM: readonly AdvisoryName[] = [
  { publisher: CISA, id: 'ICSA-22-153-02' },
  { publisher: OWN_PUBLISHER, id: OWN_IDS.localRunManager },
];

const UCS_CVES = ['CVE-2023-1966', 'CVE-2023-1968'];
const LRM_CVES = ['CVE-2022-1517', 'CVE-2022-1518', 'CVE-2022-1519', 'CVE-2022-1521', 'CVE-2022-1524'];

const UCS_PAGE = 'https://www.cisa.gov/news-events/ics-medical-advisories/icsma-23-117-01';
const LRM_PAGE = 'https://www.cisa.gov/news-events/ics-advisories/icsa-22-153-02';

function runs(text: string, url: string | null = null): LineSource {
  return { kind: 'run-folders', text, url };
}

function note(text: string, url: string): LineSource {
  return { kind: 'advisory', text, url };
}

const MISEQ = 'MiSeq Control Software';
const NEXTSEQ = 'NextSeq Control Software';
const NEXTSEQ_2000 = 'NextSeq 1000/2000 Control Software';
const NOVASEQ = 'NovaSeq Control Software';

type Product = Extract<OverlayLine, { kind: 'product' }>;

function ucs(
  id: string,
  product: string,
  models: readonly string[],
  recorded: readonly string[],
  source: LineSource,
  perhaps: Product['perhaps'] = null,
): Product {
  const component: ComponentKind = 'control';
  return {
    kind: 'product',
    id: `illumina/ucs-${id}`,
    on: UCS,
    product,
    models,
    component,
    recorded,
    perhaps,
    source,
    checked: CHECKED,
  };
}

/** `recorded`: the control software's name, which tells the model where nothing else does. */
function lrm(id: string, product: string, models: readonly string[], recorded: readonly string[]): Product {
  return {
    kind: 'product',
    id: `illumina/lrm-${id}`,
    on: LRM,
    product,
    models,
    component: 'local-run-manager',
    recorded,
    perhaps: null,
    source: note(
      `the product "${product}" is the program Local Run Manager of these models: the advisory and its title are about that program`,
      LRM_PAGE,
    ),
    checked: CHECKED,
  };
}

const PRODUCTS: readonly Product[] = [
  ucs(
    'iscan',
    'iScan Control Software',
    ['iScan'],
    ['iScan Control Software'],
    runs(
      'IDAT files of iScan name their program "iScan Control Software"',
      'https://github.com/yhoogstrate/idat-tools',
    ),
  ),
  ucs(
    'iseq',
    'iSeq 100',
    ['iSeq 100'],
    ['iSeq Control Software'],
    runs(
      'the advisory names the instrument, in all versions; runs of it record "iSeq Control Software"',
      UCS_PAGE,
    ),
  ),
  ucs(
    'miniseq',
    'MiniSeq Control Software',
    ['MiniSeq'],
    ['MiniSeq Control Software'],
    runs('runs of MiniSeq record "MiniSeq Control Software" (RunParameters, ApplicationName)'),
  ),
  ucs(
    'miseq',
    MISEQ,
    ['MiSeq', 'MiSeqDx'],
    [MISEQ],
    runs(
      'runs of MiSeq record "MiSeq Control Software"; the page adds "(RUO Mode)", and only a MiSeqDx has another mode: it is of both models',
      'https://github.com/EdinburghGenomics/illuminatus',
    ),
  ),
  ucs(
    'miseqdx-os',
    'MiSeqDx Operating Software',
    ['MiSeqDx'],
    ['MiSeqDx Operating Software'],
    runs(
      'which name a MiSeqDx records in its diagnostic mode was never seen in public: it may be "MiSeq Control Software"',
    ),
    { name: MISEQ, except: 'ruo' },
  ),
  ucs(
    'nextseq-500',
    'NextSeq 500/550 Control Software',
    ['NextSeq 500', 'NextSeq 550', 'NextSeq 500/550'],
    [NEXTSEQ],
    runs(
      'runs of NextSeq 500 and 550 record "NextSeq Control Software"',
      'https://github.com/miso-lims/runscanner',
    ),
  ),
  ucs(
    'nextseq-550dx',
    'NextSeq 550Dx Control Software',
    ['NextSeq 550Dx'],
    [NEXTSEQ],
    runs(
      'the run 200318_NDX550421_RUO_0004_AH5THYAFX2 of a NextSeq 550Dx in research mode records "NextSeq Control Software"',
    ),
  ),
  ucs(
    'nextseq-550dx-os',
    'NextSeq 550Dx Operating Software',
    ['NextSeq 550Dx'],
    ['NextSeq 550Dx Operating Software'],
    runs(
      'which name a NextSeq 550Dx records in its diagnostic mode was never seen in public: it may be "NextSeq Control Software"',
    ),
    { name: NEXTSEQ, except: 'ruo' },
  ),
  ucs(
    'nextseq-2000',
    NEXTSEQ_2000,
    ['NextSeq 1000', 'NextSeq 2000', 'NextSeq 1000/2000'],
    [NEXTSEQ_2000],
    runs(
      'runs of NextSeq 1000 and 2000 record "NextSeq 1000/2000 Control Software"',
      'https://github.com/Illumina/interop',
    ),
  ),
  ucs(
    'novaseq-6000',
    'NovaSeq 6000 Control Software',
    ['NovaSeq 6000'],
    [NOVASEQ],
    runs(
      'runs of NovaSeq 6000 from 1.0.0 to 1.8.1 record "NovaSeq Control Software": the advisory has one program under two names',
      'https://github.com/EdinburghGenomics/illuminatus',
    ),
  ),
  ucs(
    'novaseq',
    NOVASEQ,
    ['NovaSeq 6000'],
    [NOVASEQ],
    runs(
      'as recorded by NovaSeq 6000; FDA names NovaSeq 6000 only, not 6000Dx or X, which had versions of their own',
      'https://github.com/EdinburghGenomics/illuminatus',
    ),
  ),
  lrm('iseq', 'iSeq 100 Instrument LRM', ['iSeq 100'], ['iSeq Control Software']),
  lrm('miniseq', 'MiniSeq Instrument LRM', ['MiniSeq'], ['MiniSeq Control Software']),
  lrm('miseqdx', 'MiSeq Dx LRM', ['MiSeqDx'], [MISEQ, 'MiSeqDx Operating Software']),
  lrm('miseq', 'MiSeq Instrument LRM', ['MiSeq'], [MISEQ]),
  lrm('nextseq-500', 'NextSeq 500 Instrument LRM', ['NextSeq 500', 'NextSeq 500/550'], [NEXTSEQ]),
  lrm('nextseq-550', 'NextSeq 550 Instrument LRM', ['NextSeq 550', 'NextSeq 500/550'], [NEXTSEQ]),
  lrm('nextseq-550dx', 'NextSeq 550Dx LRM', ['NextSeq 550Dx'], [NEXTSEQ, 'NextSeq 550Dx Operating Software']),
];

/** Illumina's names, and what ICSMA-23-117-01 and ICSA-22-153-02 say outside their product trees. */
export const ILLUMINA: readonly OverlayLine[] = [
  ...PRODUCTS,
  {
    kind: 'models',
    id: 'illumina/models',
    vendor: 'Illumina',
    models: [
      ...['HiSeq 1500', 'HiSeq 2000', 'HiSeq 2500', 'HiSeq 3000', 'HiSeq 4000', 'HiSeq X'],
      ...['MiSeq i100', 'MiSeq i100 Plus', 'NovaSeq 6000Dx', 'NovaSeq X', 'NovaSeq X Plus'],
    ],
    source: runs(
      'serials, software names and instrument types of real runs tell these models; a person may name the larger one of two, as its maker does',
      'https://github.com/Illumina/interop',
    ),
    checked: CHECKED,
  },
  {
    kind: 'scheme',
    id: 'illumina/versions',
    vendor: 'Illumina',
    scheme: 'intdot',
    source: runs('all versions of its programs seen in runs are numbers with dots (1.7.5, 4.0.1.41)'),
    checked: CHECKED,
  },
  {
    kind: 'component',
    id: 'illumina/ucs-names',
    vendor: 'Illumina',
    component: 'universal-copy-service',
    names: ['Universal Copy Service', 'UCS'],
    source: note('title and notes of ICSMA-23-117-01', UCS_PAGE),
    checked: CHECKED,
  },
  {
    kind: 'component',
    id: 'illumina/lrm-names',
    vendor: 'Illumina',
    component: 'local-run-manager',
    names: ['Local Run Manager', 'LRM'],
    source: note('title and notes of ICSA-22-153-02', LRM_PAGE),
    checked: CHECKED,
  },
  {
    kind: 'condition',
    id: 'illumina/ucs-1968-generation',
    on: UCS,
    vulnerability: 'CVE-2023-1968',
    component: 'universal-copy-service',
    ranges: ['2.x'],
    source: note(
      'the note of the advisory: "Instruments with Illumina Universal Copy Service v2.x are vulnerable"',
      UCS_PAGE,
    ),
    checked: CHECKED,
  },
  {
    kind: 'condition',
    id: 'illumina/ucs-1966-generation',
    on: UCS,
    vulnerability: 'CVE-2023-1966',
    component: 'universal-copy-service',
    ranges: ['1.x', '2.x'],
    source: note(
      'the note of the advisory: "Instruments with Illumina Universal Copy Service v1.x and v2.x"',
      UCS_PAGE,
    ),
    checked: CHECKED,
  },
  {
    kind: 'condition',
    id: 'illumina/lrm-1524-version',
    on: LRM,
    vulnerability: 'CVE-2022-1524',
    component: 'local-run-manager',
    ranges: ['<= 2.4'],
    source: note(
      'the note of the advisory: "LRM version 2.4 and lower does not implement TLS encryption"',
      LRM_PAGE,
    ),
    checked: CHECKED,
  },
  {
    kind: 'mode',
    id: 'illumina/ucs-miseq-mode',
    on: UCS,
    product: MISEQ,
    mode: 'ruo',
    source: {
      kind: 'cve-record',
      text: 'affected version "4.0 (RUO Mode)"; the product tree has lost the mode',
      url: 'https://www.cve.org/CVERecord?id=CVE-2023-1968',
    },
    checked: CHECKED,
  },
  {
    kind: 'mode',
    id: 'illumina/ucs-nextseq-550dx-mode',
    on: UCS,
    product: 'NextSeq 550Dx Control Software',
    mode: 'ruo',
    source: {
      kind: 'cve-record',
      text: 'affected version "4.0 (RUO Mode)"; the product tree has lost the mode',
      url: 'https://www.cve.org/CVERecord?id=CVE-2023-1968',
    },
    checked: CHECKED,
  },
  {
    kind: 'other-reading',
    id: 'illumina/ucs-nextseq-2000-page',
    on: UCS,
    product: NEXTSEQ_2000,
    written: '<= 1.4.1',
    range: '<= 1.7',
    source: {
      kind: 'page',
      text: 'the web page of the advisory as first published (April 2023): "v1.7 and prior"; two independent transcriptions agree, and later ones have 1.4.1',
      url: UCS_PAGE,
    },
    checked: CHECKED,
  },
  {
    kind: 'off-instrument',
    id: 'illumina/lrm-server',
    on: LRM,
    products: PRODUCTS.filter(({ component }) => component === 'local-run-manager').map(
      ({ product }) => product,
    ),
    installation: 'lrm-server',
    source: {
      kind: 'notice',
      text: "FDA's letter of 2022-06-02 on Local Run Manager: the patch goes on every affected instrument, in Dx and RUO mode, and on every stand-alone Local Run Manager off the instrument",
      url: 'https://voice.ons.org',
    },
    checked: CHECKED,
  },
  {
    kind: 'patch',
    id: 'illumina/lrm-patch',
    on: LRM,
    vulnerabilities: LRM_CVES,
    file: 'LocalRunManagerSecurityPatch.msi',
    sha256: '595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a',
    sha512:
      '52b5cfdc462b10011027e94f184c2f0da25b0b1363fddb7fa5793938d11f976259a7f73e77c2fd157f560439ec3df70446aa561b586dc8ef94db2ed95fcce841',
    source: note('texts of its remediations', LRM_PAGE),
    checked: CHECKED,
  },
  {
    kind: 'hint',
    id: 'illumina/ucs-fix-number',
    on: UCS,
    vulnerabilities: UCS_CVES,
    models: ['NovaSeq 6000'],
    component: 'universal-copy-service',
    range: '>= 2.7.2',
    source: runs(
      'NovaSeq 6000 runs record 2.7.2.4320 on 2023-06-02 (control software 1.8.0), two months after the notice, and 2.7.3.4836 with 1.8.1; which number has the fix was never published',
      'https://github.com/EdinburghGenomics/illuminatus',
    ),
    checked: CHECKED,
  },
];
