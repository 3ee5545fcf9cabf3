import { grouped } from './counted.ts';
import type { AnswerKind, Report, Shown } from './report.ts';

const VERDICTS: Readonly<Record<AnswerKind, string>> = {
  unchanged: 'Unchanged',
  part: 'Unchanged in part',
  seal: 'Seal good',
  proof: 'Proof not good',
  changed: 'Not as sealed',
  cannot_tell: 'Cannot tell',
  refused: 'Not checked',
};

/** The answer itself, which is read out by itself. */
export function showAnswer(place: HTMLElement, report: Report): void {
  place.dataset.answer = report.answer;
  place.dataset.codes = report.codes.join(' ');
  const parts = [element('p', 'verdict', VERDICTS[report.answer]), element('p', 'sentence', report.sentence)];
  if (report.explanation !== '') parts.push(element('p', 'explanation', report.explanation));
  place.replaceChildren(...parts);
}

/** What stands behind it. */
export function showDetails(place: HTMLElement, report: Report): void {
  const parts: HTMLElement[] = [];
  if (report.findings.length > 0) parts.push(section('What was found wrong', findings(report)));
  if (report.differences.length > 0)
    parts.push(
      section('Files that are not as sealed', differences(report.differences), more(report.moreDifferences)),
    );
  if (report.facts.length > 0) parts.push(section('Details', facts(report)));
  if (report.notGiven.length > 0)
    parts.push(section('Not looked at', names(report.notGiven), more(report.moreNotGiven)));
  place.replaceChildren(...parts);
}

function findings({ findings }: Report): HTMLElement {
  const list = element('ul', 'findings');
  for (const { code, message, advice } of findings) {
    const item = element('li');
    item.append(element('p', 'message', message), element('p', 'advice', advice), element('p', 'code', code));
    list.append(item);
  }
  return list;
}

function differences(all: readonly Shown[]): HTMLElement {
  const list = element('ul', 'paths');
  for (const { what, path, from } of all) {
    const item = element('li');
    item.append(element('span', 'what', what), pathName(path));
    if (from !== undefined) item.append(element('span', 'was', 'was'), pathName(from));
    list.append(item);
  }
  return list;
}

function names(all: readonly string[]): HTMLElement {
  const list = element('ul', 'paths');
  for (const path of all) {
    const item = element('li');
    item.append(pathName(path));
    list.append(item);
  }
  return list;
}

function facts({ facts }: Report): HTMLElement {
  const list = element('dl', 'facts');
  for (const [label, value] of facts) list.append(element('dt', '', label), element('dd', '', value));
  return list;
}

function more(count: number): HTMLElement[] {
  return count === 0 ? [] : [element('p', 'more', `and ${grouped(count)} more`)];
}

function section(title: string, body: HTMLElement, rest: readonly HTMLElement[] = []): HTMLElement {
  const part = element('section');
  part.append(element('h3', '', title), body, ...rest);
  return part;
}

function pathName(path: string): HTMLElement {
  const name = element('bdi', 'path', path);
  name.dir = 'ltr';
  return name;
}

/** Text is only ever set as text. */
export function element(tag: string, name = '', text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (name !== '') made.className = name;
  made.textContent = text;
  return made;
}
