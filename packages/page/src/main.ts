// The page: what was given, when it is checked, and what is shown. Everything else is the worker's.
import { counted, grouped, size } from './counted.ts';
import { chosenFiles, type Dropped, droppedFiles } from './dropped-files.ts';
import { GivenFiles } from './given-files.ts';
import type { Reply } from './messages.ts';
import type { ShownKey } from './report.ts';
import { element, showAnswer, showDetails } from './show-report.ts';
import { startWorker } from './start-worker.ts';

function by<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${id}`);
}

const trustZone = by('trust-zone', HTMLElement);
const trustNames = by('trust-names', HTMLElement);
const keyList = by('keys', HTMLElement);
const givenText = by('given', HTMLElement);
const hint = by('hint', HTMLElement);
const answer = by('answer', HTMLElement);
const details = by('details', HTMLElement);
const progress = by('progress', HTMLElement);
const bar = by('bar', HTMLProgressElement);
const barText = by('bar-text', HTMLElement);
const stop = by('stop', HTMLButtonElement);
const goOn = by('go-on', HTMLButtonElement);
const startAgain = by('start-again', HTMLButtonElement);

let trust: readonly File[] = [];
const given = new GivenFiles();
/** Of the last question: what is said to another one is too late. */
let number = 0;

const worker = startWorker(take, fail);

function fail(message: string): void {
  busy(false);
  say(`This page has a fault and says nothing about the run: ${message}`);
}

function take(reply: Exclude<Reply, { kind: 'read' }>): void {
  if (reply.number !== number) return;
  if (reply.kind === 'keys') showKeys(reply.keys);
  else if (reply.kind === 'fault') fail(reply.message);
  else if (reply.kind === 'progress') {
    const { files, ofFiles, bytes, ofBytes } = reply.progress;
    bar.max = Math.max(ofBytes, 1);
    bar.value = bytes;
    barText.textContent = `${grouped(files)} of ${counted(ofFiles, 'file')}, ${size(bytes)} of ${size(ofBytes)}`;
  } else {
    busy(false);
    showAnswer(answer, reply.report);
    showDetails(details, reply.report);
  }
}

/** Asks the worker as soon as there is something to ask. */
function check(): void {
  const all = given.all;
  number++;
  details.replaceChildren();
  keyList.replaceChildren();
  trustNames.textContent = trust.map(({ name }) => name).join(', ');
  givenText.textContent = all.length === 0 ? '' : `${counted(all.length, 'file')} given.`;
  startAgain.hidden = trust.length + all.length === 0;
  goOn.hidden = true;
  const isAsked = trust.length > 0 && all.length > 0;
  busy(isAsked);
  if (isAsked) say('Checking …');
  else if (all.length > 0) say('Now choose the lab’s trust file, in step 1.');
  else say(trust.length > 0 ? 'Now give the run, in step 2.' : '');
  if (trust.length > 0) worker.ask({ kind: 'check', number, trust, given: all });
  else worker.ask({ kind: 'stop' });
}

function say(text: string): void {
  delete answer.dataset.answer;
  delete answer.dataset.codes;
  answer.replaceChildren(...(text === '' ? [] : [element('p', 'waiting', text)]));
}

function busy(isBusy: boolean): void {
  progress.hidden = !isBusy;
  bar.removeAttribute('value');
  barText.textContent = '';
}

function showKeys(keys: readonly ShownKey[]): void {
  keyList.replaceChildren(
    ...keys.map(({ fingerprint, label }) => {
      const item = element('li');
      item.append(element('code', 'fingerprint', fingerprint), element('span', 'label', label));
      return item;
    }),
  );
}

function takeTrust(files: readonly File[]): void {
  if (files.length === 0) return;
  trust = files;
  check();
}

function takeRun({ files, unlisted, hasFolder }: Dropped): void {
  given.add(files);
  // Chromium lists unusual names only for the button.
  if (hasFolder || unlisted > 0) hint.hidden = false;
  check();
}

/** A file input that gives what was chosen, and can be given the same again. */
function onChoice(id: string, give: (input: HTMLInputElement) => void): void {
  const input = by(id, HTMLInputElement);
  input.addEventListener('change', () => {
    give(input);
    input.value = '';
  });
}

onChoice('trust-file', input => takeTrust([...(input.files ?? [])]));
for (const id of ['run-folder', 'run-files'])
  onChoice(id, input => takeRun({ files: chosenFiles(input), unlisted: 0, hasFolder: false }));

stop.addEventListener('click', () => {
  number++;
  worker.ask({ kind: 'stop' });
  busy(false);
  goOn.hidden = false;
  say('Stopped before there was an answer.');
  goOn.focus();
});
goOn.addEventListener('click', check);
startAgain.addEventListener('click', () => {
  trust = [];
  given.clear();
  hint.hidden = true;
  check();
  by('trust-file', HTMLInputElement).focus();
});

// A drop beside the zones must not make the browser leave the page: it counts as given for the run.
document.addEventListener('dragover', event => event.preventDefault());
document.addEventListener('drop', event => {
  event.preventDefault();
  const { dataTransfer, target } = event;
  if (dataTransfer === null) return;
  const isTrust = target instanceof Node && trustZone.contains(target);
  if (!isTrust) say('Reading the names of the files …');
  void droppedFiles(dataTransfer.items).then(
    dropped => {
      if (!isTrust) takeRun(dropped);
      else if (!dropped.hasFolder) takeTrust(dropped.files.map(({ file }) => file));
      else say('The trust file is one file, not a folder.');
    },
    error => fail(String(error)),
  );
});
for (const zone of document.querySelectorAll<HTMLElement>('.zone')) {
  zone.addEventListener('dragenter', () => zone.classList.add('over'));
  for (const name of ['dragleave', 'drop'])
    zone.addEventListener(name, event => {
      const to = event instanceof DragEvent ? event.relatedTarget : null;
      if (name === 'drop' || !(to instanceof Node && zone.contains(to))) zone.classList.remove('over');
    });
}
