import type { DescribedArea } from '../../../server/contract/map-description.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { sayDensity } from './descriptionClasses.ts'

/** What a description says of one area, in a line. */
export function sayDescribed({ events, score, smoothedRate, density, group }: DescribedArea) {
  const counted = `Events: ${countInWords(events)}`
  if (score !== null)
    return `${counted}. ${sayScore(score)} (smoothed rate ${sayRate(smoothedRate)} per 100,000 a year)`
  if (density !== null) return `${counted}. ${sayDensity(density)} per square kilometre a year, smoothed`
  return `Group ${group}: ${countInWords(events)} of its events here`
}

/** `1.7 standard deviations above all areas` */
export function sayScore(score: number) {
  return `${Math.abs(score).toFixed(1)} standard deviations ${score < 0 ? 'below' : 'above'} all areas`
}

export function sayRate(rate: number | null) {
  return rate === null ? '–' : rate.toLocaleString('en-GB', { maximumSignificantDigits: 2 })
}
