import type { ReactNode } from 'react'
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import { Code, Item } from '../outbox/items.tsx'
import { Frame, ReportPage } from '../ReportPage.tsx'
import { Receipt } from '../receipt/Receipt.tsx'
import { en } from '../words/en.ts'
import type { PageFiles } from './reportPages.ts'

/** Files of the build by name. What stands in `{{…}}` the server fills in. */
export function renderPages(files: PageFiles): Record<string, string> {
  return {
    'report.html': toDocument(files, renderToString(<ReportPage slug="" kit={null} />), { isLive: true }),
    'report-receipt.html': toDocument(files, renderToStaticMarkup(<PlainReceipt />)),
    'report-refused.html': toDocument(files, renderToStaticMarkup(<PlainRefusal />)),
  }
}

function PlainReceipt() {
  const item = (
    <Item state="sent">
      <Code code="{{code}}">{en.receipt.codeHint}</Code>
      <p>{en.receipt.plainTakeBack}</p>
    </Item>
  )
  return (
    <Plain>
      <Receipt item={item} told={null}>
        <a href="?">{en.receipt.another}</a>
      </Receipt>
    </Plain>
  )
}

function PlainRefusal() {
  return (
    <Plain>
      <h1>{en.refused.title}</h1>
      <p>{en.refused.lead}</p>
      <p className="report-error">{'{{reasons}}'}</p>
      <p>{en.refused.back}</p>
    </Plain>
  )
}

function Plain({ children }: { children: ReactNode }) {
  return (
    <Frame>
      <main>{children}</main>
    </Frame>
  )
}

/** By hand: React would put what it thinks of styles and scripts into the head. */
function toDocument({ styles, scripts }: PageFiles, body: string, { isLive = false } = {}): string {
  const [start, ...imported] = scripts
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="theme-color" content="#0b3c42">',
    '<meta name="robots" content="noindex, nofollow">',
    // the page names itself to Vigil alone, which does not take a form from it otherwise
    '<meta name="referrer" content="same-origin">',
    `<title>${en.page.title}</title>`,
    '<link rel="icon" href="/vigil.svg" type="image/svg+xml">',
    ...styles.map((path) => `<link rel="stylesheet" href="${path}">`),
    ...(isLive ? imported.map((path) => `<link rel="modulepreload" href="${path}">`) : []),
    ...(isLive ? [`<script type="module" src="${start}"></script>`] : []),
  ]
  return `<!doctype html>\n<html lang="en-GB">\n<head>\n${head.join('\n')}\n</head>\n<body>\n<div id="report">${body}</div>\n</body>\n</html>\n`
}
