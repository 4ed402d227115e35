import { expect, it } from 'vitest'
import { reportLink } from '../../client/naloxone/report-links/reportLink.ts'
import { readKit } from '../../client/report/form/kit.ts'

const batch = {
  batchId: '5f0c7b1e-1f0e-4b7a-9d43-0a4f6e0c6b11',
  productCode: 'prenoxad',
  batchNumber: '0116917',
  expiresOn: '2025-08-31',
  expiresPrecision: 'month',
} as const

it('says to the page what is printed on a kit, and nothing that tells one kit of a batch from another', () => {
  const link = new URL(reportLink('https://vigil.example', 'cornwall', { product: 'prenoxad', batch }))
  expect(link.href).toBe('https://vigil.example/report/cornwall?product=prenoxad&batch=0116917&expiry=2025-08')
  expect(readKit(link.search)).toEqual({ product: 'prenoxad', batch: '0116917', expiry: '2025-08-31' })
  const toTheDay = reportLink('https://vigil.example', 'cornwall', {
    product: 'prenoxad',
    batch: { ...batch, batchNumber: 'A/1 &2', expiresPrecision: 'day' },
  })
  expect(readKit(new URL(toTheDay).search)).toMatchObject({ batch: 'A/1 &2', expiry: '2025-08-31' })
})

it('is the page alone where nothing is chosen', () => {
  expect(reportLink('https://vigil.example', 'cornwall', {})).toBe('https://vigil.example/report/cornwall')
})
