import { installedKey } from '@seqwarden/proof/acts';
import type { Block, Paper } from '../paper/index.ts';
import type { CaseState, ItemState } from '../state/index.ts';
import type { Exposed, ExposedRun, RunsKnown } from './exposed.ts';
import type { NoticePlan } from './plan-notices.ts';
import type { Quote } from './quote.ts';
import type { ReceivedDocument } from './regard.ts';
import * as words from './words.ts';

/** What a notice is made of, beside its plan. */
export interface NoticeMatter {
  /** 32 hex digits, drawn for the draft. */
  readonly notice: string;
  /** With what it is called in the register of the site. */
  readonly case: Pick<CaseState, 'id' | 'documents'> & { readonly title: string };
  readonly site: string;
  /** The person's name and role, as the directory has them. */
  readonly to: string;
  /** The day at the site. */
  readonly today: string;
  readonly quotes: readonly Quote[];
  /** Labels of advisories that records name and that could not be read here. */
  readonly unread: readonly string[];
  /** Of the plan's installations. */
  readonly exposed: readonly Exposed[];
  /** Of the plan's installations that are affected by something of which no time of exposure is known, as by a letter without an advisory. */
  readonly known: readonly RunsKnown[];
  /** Whether somebody else is named who is told where it is not acknowledged. */
  readonly isEscalated: boolean;
  /** How many runs, records or advisories could not be read: what hides in them is not in `exposed`. */
  readonly missed: number;
}

const MOST_RUNS = 40;

/** The notice itself, for one person. Pure. */
export function noticePaper(plan: NoticePlan, matter: NoticeMatter): Paper {
  return {
    title: titleOf(plan, matter),
    language: words.LANGUAGE,
    running: `${matter.site}, notice ${matter.notice.slice(0, 8)}, ${matter.today}`,
    blocks: [
      { kind: 'facts', facts: factsOf(plan, matter) },
      { kind: 'paragraph', text: words.notOurs(matter.site), emphasis: 'strong' },
      ...affected(plan),
      ...evidence(plan, matter),
      ...advice(plan, matter),
      ...runs(matter),
      ...acknowledging(plan, matter),
    ],
  };
}

/** What comes back on paper. Pure. */
export function formPaper(plan: NoticePlan, matter: NoticeMatter): Paper {
  const rows = plan.regards.map(({ installed }) => [
    words.deviceWords(installed),
    words.sideWords(installed),
    '',
    '',
    '',
  ]);
  return {
    title: words.FORM.title(matter.notice),
    language: words.LANGUAGE,
    running: `${matter.site}, ${matter.today}`,
    blocks: [
      { kind: 'paragraph', text: titleOf(plan, matter) },
      { kind: 'facts', facts: factsOf(plan, matter) },
      { kind: 'paragraph', text: words.FORM.lead },
      ...words.FORM.boxes.map((text): Block => ({ kind: 'paragraph', text })),
      { kind: 'table', head: words.FORM.head, rows },
      ...words.FORM.blanks.map(([label, lines]): Block => ({ kind: 'blank', label, lines })),
    ],
  };
}

/** The manufacturer's own notices that this one is about, the decisive kind first. */
function documentsOf({ regards, about }: NoticePlan): ReceivedDocument[] {
  const byDigest = new Map(
    regards.flatMap(({ document }) => (document === null ? [] : [[document.subject, document] as const])),
  );
  return [...byDigest.values()].sort(
    (a, b) => Number(b.says.notice === about) - Number(a.says.notice === about),
  );
}

function titleOf(plan: NoticePlan, { case: { title } }: NoticeMatter): string {
  return words.title(
    plan.about,
    documentsOf(plan).filter(({ says }) => says.notice === plan.about),
    title,
  );
}

function factsOf(plan: NoticePlan, matter: NoticeMatter): [string, string][] {
  const { FACTS } = words;
  return [
    [FACTS.to, matter.to],
    [FACTS.from, matter.site],
    [FACTS.date, matter.today],
    [FACTS.about, matter.case.title],
    [FACTS.urgency, words.urgencyWords(plan.urgency)],
    [FACTS.acknowledgeBy, plan.acknowledgeBy],
    ...(plan.patchBy === null ? [] : [[FACTS.patchBy, plan.patchBy] as [string, string]]),
    [FACTS.notice, matter.notice],
    [FACTS.case, matter.case.id],
  ];
}

function affected({ items, regards }: NoticePlan): Block[] {
  const rows = items.map(({ installed, vulnerability, verdict, decision, remediation }) => [
    words.deviceWords(installed),
    words.sideWords(installed),
    words.vulnerabilityWords(vulnerability),
    words.verdictWords(decision?.verdict ?? verdict),
    words.remediationWords(remediation),
  ]);
  return [
    { kind: 'heading', level: 1, text: words.HEADINGS.affected },
    { kind: 'table', head: words.AFFECTED_HEAD, rows },
    { kind: 'list', ordered: false, items: regards.map(words.whyWords) },
    { kind: 'paragraph', text: words.TEXTS.eachSystem },
  ];
}

function evidence({ items, regards }: NoticePlan, { case: { documents } }: NoticeMatter): Block[] {
  const found = items.flatMap(item => item.findings.map(one => findingWords(item, one)));
  const decided = items.flatMap(({ installed, vulnerability, decision }) =>
    decision === null
      ? []
      : [
          `${words.deviceWords(installed)}, ${words.sideWords(installed)}, ${vulnerability}: decided by a person, "${decision.reason}" (record ${decision.record.identity.slice(0, 8)})`,
        ],
  );
  const list = [
    ...new Set(documents.map(words.documentWords)),
    ...regards.flatMap(words.readingWords),
    ...new Set(found),
    ...decided,
  ];
  return [
    { kind: 'heading', level: 1, text: words.HEADINGS.evidence },
    { kind: 'list', ordered: false, items: list },
  ];
}

function findingWords(
  { installed, vulnerability }: ItemState,
  { advisory, finding, record }: ItemState['findings'][number],
): string {
  const where = `${words.deviceWords(installed)}, ${words.sideWords(installed)}, ${vulnerability}`;
  const { product, range } = finding;
  const written = range === null || product?.name.includes(range) ? '' : ` ${range}`;
  const listed = product === null ? '' : `, as "${product.name}"${written}`;
  const reason = finding.reason === null ? '' : `: ${finding.reason.text}`;
  return `${where}: ${words.verdictWords(finding.verdict)} by ${advisory.id}, version ${advisory.version}${listed}${reason} (record ${record.identity.slice(0, 8)})`;
}

function advice(plan: NoticePlan, { quotes, unread }: NoticeMatter): Block[] {
  const { TEXTS, HEADINGS } = words;
  const list = (what: Quote['what']): Block[] => {
    const lines = quotes.filter(one => one.what === what).map(quoteWords);
    return lines.length === 0 ? [] : [{ kind: 'list', ordered: false, items: lines }];
  };
  const measures = measuresOf(plan.items);
  return [
    { kind: 'heading', level: 1, text: HEADINGS.untilPatched },
    ...(quotes.length === 0 ? [] : [{ kind: 'paragraph', text: TEXTS.quoted } as const]),
    ...list('until_patched'),
    ...(measures.length === 0 ? [] : [{ kind: 'list', ordered: false, items: measures } as const]),
    { kind: 'paragraph', text: TEXTS.suspicion },
    { kind: 'heading', level: 1, text: HEADINGS.howToPatch },
    ...(quotes.some(({ what }) => what === 'fix')
      ? []
      : [{ kind: 'paragraph', text: TEXTS.noAdvice } as const]),
    ...list('fix'),
    ...list('caution'),
    { kind: 'paragraph', text: TEXTS.record },
    ...(unread.length === 0
      ? []
      : [{ kind: 'paragraph', text: `${TEXTS.unread}${unread.join('; ')}.`, emphasis: 'small' } as const]),
  ];
}

function quoteWords({ text, isVerbatim, url, source }: Quote): string {
  return `${isVerbatim ? `"${text}"` : text}${url === null ? '' : ` ${url}`} (${source})`;
}

/** What was done already to make it smaller. */
function measuresOf(items: readonly ItemState[]): string[] {
  const standing = items.flatMap(({ installed, mitigations }) =>
    mitigations
      .filter(({ endedOn, says }) => endedOn === null && says.action === 'begun')
      .map(
        ({ says }) =>
          `Recorded for ${words.deviceWords(installed)}, ${words.sideWords(installed)} since ${says.on}: ${says.text}`,
      ),
  );
  return [...new Set(standing)];
}

function runs({ exposed, known, missed }: NoticeMatter): Block[] {
  const { HEADINGS, TEXTS } = words;
  const unread: Block[] =
    missed === 0 ? [] : [{ kind: 'paragraph', text: TEXTS.missed(missed), emphasis: 'strong' }];
  const head: Block[] = [{ kind: 'heading', level: 1, text: HEADINGS.exposed }, ...unread];
  const all = distinctRuns(exposed);
  const lines = [...exposed.map(words.exposedWords), ...known.map(words.knownWords)];
  const windows: Block[] = lines.length === 0 ? [] : [{ kind: 'list', ordered: false, items: lines }];
  if (all.length === 0)
    return [
      ...head,
      ...windows,
      ...(known.length > 0 ? [] : [{ kind: 'paragraph', text: TEXTS.noRuns } as const]),
    ];
  const rows = all
    .slice(0, MOST_RUNS)
    .map(({ id, at, certain, verified }) => [
      id ?? words.UNKNOWN,
      at ?? words.UNKNOWN,
      TEXTS.certain(certain),
      words.verifiedWords(verified),
    ]);
  const more = all.length - rows.length;
  return [
    ...head,
    ...windows,
    { kind: 'table', head: words.RUNS_HEAD, rows },
    ...(more > 0 ? [{ kind: 'paragraph', text: TEXTS.more(more) } as const] : []),
  ];
}

/** One run falls into the windows of several vulnerabilities. Those that changed stand first, so that no limit hides them. */
function distinctRuns(exposed: readonly Exposed[]): ExposedRun[] {
  const byRun = new Map<string, ExposedRun>();
  for (const { installed, runs: all } of exposed)
    for (const run of all) {
      const key = JSON.stringify([installedKey(installed), run.id, run.at]);
      const before = byRun.get(key);
      byRun.set(key, { ...run, certain: run.certain || before?.certain === true });
    }
  return [...byRun.values()].sort(
    (a, b) => Number(b.verified === 'changed') - Number(a.verified === 'changed'),
  );
}

function acknowledging(
  { acknowledgeBy, patchBy }: NoticePlan,
  { notice, isEscalated }: NoticeMatter,
): Block[] {
  const { TEXTS, HEADINGS } = words;
  return [
    { kind: 'heading', level: 1, text: HEADINGS.acknowledge },
    { kind: 'paragraph', text: TEXTS.byWhen(acknowledgeBy, patchBy, isEscalated), emphasis: 'strong' },
    { kind: 'paragraph', text: TEXTS.withKey },
    { kind: 'verbatim', text: `seqwarden notice acknowledge ${notice.slice(0, 8)}` },
    { kind: 'paragraph', text: TEXTS.withoutKey },
    { kind: 'paragraph', text: TEXTS.notMine },
  ];
}
