import { lastDayOfMonth } from './day.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * An expiry as printed: a day, or a month, which is good to its last day: '2026-09', '09/2026', 'Sep-26', 'SEP 2026'. Undefined where it is
 * neither. '09/26' is left to a person: it may be a day and a month.
 */
export function readExpiry(written: string): { expiresOn: string; precision: 'day' | 'month' } | undefined {
  const text = written.trim()
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) {
    const [year = '', month = '', day = ''] = text.split('-')
    return { expiresOn: [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'), precision: 'day' }
  }
  const yearFirst = /^(\d{4})[-/.](\d{1,2})$/.exec(text)
  if (yearFirst) return monthEnd(Number(yearFirst[1]), Number(yearFirst[2]))
  const monthFirst = /^(\d{1,2})[-/. ](\d{4})$/.exec(text)
  if (monthFirst) return monthEnd(Number(monthFirst[2]), Number(monthFirst[1]))
  const named = /^([a-z]{3,9})\.?[-/ ,]*(\d{2}|\d{4})$/i.exec(text)
  if (!named?.[1] || !named[2]) return undefined
  const month = MONTHS.indexOf(named[1].slice(0, 3).toLowerCase()) + 1
  return monthEnd(Number(named[2].length === 2 ? `20${named[2]}` : named[2]), month)
}

function monthEnd(year: number, month: number): { expiresOn: string; precision: 'month' } | undefined {
  return month >= 1 && month <= 12 ? { expiresOn: lastDayOfMonth(year, month), precision: 'month' } : undefined
}
