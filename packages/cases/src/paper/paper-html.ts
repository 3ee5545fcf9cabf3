import type { Block, Paper } from './paper.ts';
import { visibleLines, visibleText } from './visible-text.ts';

/** All that the pages look like; its digest stands in the policy, so no other style is applied. */
export const STYLE = `body{font:11pt/1.45 "Noto Sans","DejaVu Sans",Arial,sans-serif;color:#111;background:#fff;max-width:46em;margin:2em auto;padding:0 1em}
h1{font-size:1.5em}h2{font-size:1.2em;margin-top:1.6em}h3{font-size:1.05em}
h1,h2,h3{line-height:1.25;break-after:avoid}
p,li,td,dd,pre{overflow-wrap:anywhere}
.running{color:#444;font-size:.85em;border-bottom:1px solid #888;padding-bottom:.4em}
.strong{font-weight:bold;border-left:.3em solid #a00;padding-left:.7em}
.small{font-size:.85em;color:#333}
table{border-collapse:collapse;width:100%;font-size:.9em}
th,td{border:1px solid #888;padding:.25em .5em;text-align:left;vertical-align:top}
thead{display:table-header-group}tr{break-inside:avoid}
dl{display:grid;grid-template-columns:minmax(9em,auto) 1fr;gap:.2em 1em}dt{font-weight:bold}dd{margin:0}
pre{white-space:pre-wrap;font:.9em/1.4 monospace;border:1px solid #ccc;padding:.5em}
.blank{border-bottom:1px solid #111;height:2.2em}
@page{margin:18mm}
@media print{body{max-width:none;margin:0;padding:0}}
`;

/** SHA-256 of {@link STYLE}, base64; a test holds it. */
export const STYLE_DIGEST = 'jmbEPO7ZZGqKGRWhjIvfMeObL6ySRTrS+3l/4mlenBE=';

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; base-uri 'none'; form-action 'none'`;

/** A paper as one HTML file: no script, nothing from a network, nothing that leads away. Pure. */
export function paperHtml({ title, language, running, blocks }: Paper): string {
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="running">${escaped(running)}</p>
${blocks.map(blockHtml).join('\n')}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return element(`h${Math.min(block.level + 1, 6)}`, escaped(block.text));
    case 'paragraph':
      return block.emphasis === undefined
        ? element('p', escaped(block.text))
        : `<p class="${block.emphasis}">${escaped(block.text)}</p>`;
    case 'list':
      return element(
        block.ordered ? 'ol' : 'ul',
        block.items.map(item => element('li', escaped(item))).join(''),
      );
    case 'facts':
      return element(
        'dl',
        block.facts
          .map(([name, value]) => element('dt', escaped(name)) + element('dd', escaped(value)))
          .join(''),
      );
    case 'table':
      return tableHtml(block.head, block.rows);
    case 'blank':
      return element('p', `${escaped(block.label)}:`) + '<div class="blank"></div>'.repeat(block.lines);
    case 'verbatim':
      return element('pre', visibleLines(block.text).map(markup).join('\n'));
  }
}

function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (name: 'th' | 'td', row: readonly string[]) =>
    element('tr', head.map((_, at) => element(name, escaped(row[at] ?? ''))).join(''));
  const body = rows.map(row => line('td', row)).join('\n');
  return element('table', element('thead', line('th', head)) + element('tbody', body));
}

function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return markup(visibleText(text));
}

const MARKUP: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markup(text: string): string {
  return text.replace(/[&<>"']/g, char => MARKUP[char] ?? '');
}
