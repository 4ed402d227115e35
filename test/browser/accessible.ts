import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** WCAG 2.5.8 */
const smallestPixels = 24

/** The page that is open satisfies axe, does not scroll sideways, and has nothing too small to press. */
export async function expectAccessible(page: Page, path: string) {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0)
  const small = await page
    .locator('button, select, summary, [role=slider], input:not([type=radio]):not([type=checkbox]):not([type=file])')
    .evaluateAll(
      (controls, least) =>
        controls
          .map((control) => ({ name: control.outerHTML.slice(0, 80), box: control.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.width < least || box.height < least))
          .map(({ name }) => name),
      smallestPixels,
    )
  expect(small, path).toEqual([])
}
