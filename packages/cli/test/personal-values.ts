import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Elements of run parameters that hold names of persons, computers, places in a network, experiments. */
const TAGS = [
  ...['Username', 'UserName', 'DxUserName', 'CloudUsername', 'LocalRunManagerUserName', 'OperatorName'],
  ...['ComputerName', 'OutputFolder', 'RunFolder', 'TempFolder', 'AnalysisFolder', 'RecipeFolder'],
  ...['ExperimentName', 'RunDescription', 'LibraryID', 'SampleSheet', 'SampleSheetName', 'BaseSpaceUser'],
];
const ELEMENT = new RegExp(`<(?:${TAGS.join('|')})>([^<]+)</`, 'gi');
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const UNC = /\\\\[\w.-]+\\[^<>\s"|]+/g;
/** What an iScan writes into the history of an IDAT file. */
const IDAT_USER = /Username=([^|\0]+)/g;

/** Columns of a sample sheet's table, and keys of its header, that name samples, projects and people. */
const COLUMNS =
  /^(?:sample_?id|sample_?name|sample_?project|sampleref|description|operator|project|library_?name)$/i;
const HEADERS = /^(?:investigator name|experiment name|project name|operator name|runname|description)$/i;

const XML_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Everything in a run's folder that says who or what of a person, a laboratory or a patient: read from XML, sample sheets and IDAT
 * files by other means than the product's. Only what has at least four characters.
 */
export function personalValues(run: string): Set<string> {
  const found = new Set<string>();
  const add = (value: string | undefined) => {
    const plain = value?.trim().replace(/&(\w+);/g, (all, name) => XML_ENTITIES[name] ?? all) ?? '';
    if (plain.length >= 4) found.add(plain);
  };
  for (const name of globSync(['*.xml', 'Config/*.xml'], { cwd: run })) {
    const text = readFileSync(join(run, name), 'utf8');
    for (const [, value] of text.matchAll(ELEMENT)) add(value);
    for (const [value] of [...text.matchAll(EMAIL), ...text.matchAll(UNC)]) add(value);
  }
  for (const name of globSync('*.csv*', { cwd: run })) {
    for (const value of sampleSheetValues(readFileSync(join(run, name), 'utf8'))) add(value);
  }
  for (const name of globSync('*.idat', { cwd: run })) {
    for (const [, value] of readFileSync(join(run, name), 'latin1').matchAll(IDAT_USER)) add(value);
  }
  return found;
}

function sampleSheetValues(text: string): string[] {
  const values: string[] = [];
  let columns: number[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const cells = line.split(',').map(cell => cell.replace(/^"|"$/g, ''));
    if (line.startsWith('[')) columns = [];
    else if (cells.some(cell => COLUMNS.test(cell)))
      columns = cells.flatMap((cell, at) => (COLUMNS.test(cell) ? [at] : []));
    else values.push(...columns.map(at => cells[at] ?? ''));
    const [key = '', value = ''] = cells;
    if (HEADERS.test(key)) values.push(value);
  }
  return values;
}
