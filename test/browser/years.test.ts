import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { useClient } from './client.ts'

describe('deaths by year over eleven years', () => {
  const db = useDatabase()
  const client = useClient(db)

  beforeEach(async () => {
    const deaths = Array.from({ length: 11 }, (_, year) =>
      Array.from({ length: year === 9 ? 1017 : year === 0 ? 1 : 90 }, () =>
        makeDeath({ eventDay: `${2015 + year}-0${1 + (year % 9)}-03` }),
      ),
    ).flat()
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
  })

  it('cuts no number and writes none on another', async () => {
    await client.go('')
    const numbers = client.page.locator('.vigil-bars[aria-label="Bar chart of deaths by year"] .vigil-bars__count')
    expect(await numbers.allTextContents()).toContain('1,017')
    const boxes = await numbers.evaluateAll((texts) =>
      texts.map((text) => {
        const { left, right } = text.getBoundingClientRect()
        const bar = text.parentElement?.querySelector('rect')?.getBoundingClientRect()
        const isWhite = getComputedStyle(text).fill === 'rgb(255, 255, 255)'
        return { left, right, isOutside: isWhite && (left < (bar?.left ?? 0) || right > (bar?.right ?? 0)) }
      }),
    )
    expect(boxes.filter(({ isOutside }) => isOutside)).toEqual([])
    const [, ...others] = boxes
    for (const [position, { left }] of others.entries())
      expect(left).toBeGreaterThanOrEqual(boxes[position]?.right ?? 0)
  })
})
