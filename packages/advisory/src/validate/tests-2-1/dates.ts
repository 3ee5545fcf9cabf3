import { type DocumentTest, ownTest } from '../document-test.ts';
import { arrayAt, textAt } from '../value-at.ts';

/** Tests on times; what is no time is left to the schema. */
export const DATE_TESTS: readonly DocumentTest[] = [
  ownTest('6.1.51', 'error', document => {
    const status = textAt(document, 'document', 'tracking', 'status');
    const newest = Math.max(...revisionsOf(document));
    if (status !== 'final' && status !== 'interim') return [];
    return itemsOf(document, 'metrics').flatMap(({ item, pointer }) =>
      timeAt(item, 'content', 'epss', 'timestamp') > newest
        ? [{ pointer: `${pointer}/content/epss/timestamp`, message: 'it is later than the newest revision' }]
        : [],
    );
  }),
  ownTest('6.1.53', 'error', document =>
    itemsOf(document, 'first_known_exploitation_dates').flatMap(({ item, pointer }) =>
      timeAt(item, 'exploitation_date') > timeAt(item, 'date')
        ? [
            {
              pointer: `${pointer}/exploitation_date`,
              message: 'it is later than the date of the information',
            },
          ]
        : [],
    ),
  ),
  ownTest('6.2.21', 'warning', document => {
    const times = revisionsOf(document);
    const first = new Map(times.map((time, at) => [time, at] as const).toReversed());
    return times.flatMap((time, at) =>
      !Number.isNaN(time) && first.get(time) !== at
        ? [
            {
              pointer: `/document/tracking/revision_history/${at}/date`,
              message: 'another revision has this time too',
            },
          ]
        : [],
    );
  }),
];

function revisionsOf(document: unknown): number[] {
  return arrayAt(document, 'document', 'tracking', 'revision_history').map(revision =>
    timeAt(revision, 'date'),
  );
}

/** NaN where there is none: no comparison with it holds. */
function timeAt(value: unknown, ...path: readonly string[]): number {
  return Date.parse(textAt(value, ...path) ?? '');
}

function itemsOf(document: unknown, name: string): { item: unknown; pointer: string }[] {
  return arrayAt(document, 'vulnerabilities').flatMap((vulnerability, at) =>
    arrayAt(vulnerability, name).map((item, nth) => ({
      item,
      pointer: `/vulnerabilities/${at}/${name}/${nth}`,
    })),
  );
}
