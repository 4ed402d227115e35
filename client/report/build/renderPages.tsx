import type { ReactNode } from 'react'
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import { Code, Item } from '../outbox/items.tsx'
import { Frame, ReportPage } from '../ReportPage.tsx'
import { Receipt } from '../receipt/Receipt.tsx'
import { en } from '../words/en.ts'
import type { PageFiles } from './reportPages.ts'

/** Files of the build by name. What stands in `{{…}}` the server fills in. */
export function renderPages(files: PageFiles): Record<string, string> {
  const plain = (page: ReactNode) => toDocument(files, renderToStaticMarkup(<Plain>{page}</Plain>))
  return {
    'report.html': toDocument(files, renderToString(<ReportPage slug="" kit={null} />), { isLive: true }),
    'report-receipt.html': plain(<PlainReceipt />),
    'report-refused.html': plain(<PlainRefusal />),
    'report-taken-back.html': plain(<Done title={en.takeBack.done} />),
    'report-kit-asked.html': plain(<Done title={en.kitRequest.sent} />),
  }
}

function PlainReceipt() {
  const item = (
    <Item state="sent">
      <Code code="{{code}}">{en.receipt.codeHint}</Code>
      <form method="post">
        <input type="hidden" name="asks" value="take back" />
        <input type="hidden" name="code" value="{{code}}" />
        <button type="submit" className="report-button report-button--quiet">
          {en.takeBack.send}
        </button>
      </form>
    </Item>
  )
  return (
    <Receipt item={item} slug="" told={null}>
      <Another />
    </Receipt>
  )
}

function PlainRefusal() {
  return (
    <>
      <h1>{en.refused.title}</h1>
      <p>{en.refused.lead}</p>
      <p className="report-error">{'{{reasons}}'}</p>
      <p>{en.refused.back}</p>
    </>
  )
}

function Done({ title }: { title: string }) {
  return (
    <>
      <h1>{title}</h1>
      <Another />
    </>
  )
}

/** The form at the same address, without what a code on a kit had put there. */
function Another() {
  return (
    <a className="report-button report-button--quiet" href="?">
      {en.receipt.another}
    </a>
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
