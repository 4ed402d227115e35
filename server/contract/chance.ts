import type { Detector, Stream } from './signal.ts'

/**
 * A recurrence interval counts nights, and what chance makes is there for nights in a row: how often it begins is what a person will see.
 * Measured: an episode's interval over the interval of nights, at the `notify` tier of each check, on simulated years without a cluster
 * (docs/detection.md, false alarms); of D6 on 16 years only, with two episodes, so that .2 a year is taken where .12 was seen. D3 judges when results arrive, and its interval is that already.
 */
const EPISODE_OVER_NIGHT: Record<string, number> = {
  'D1 deaths': 5.9,
  'D1 reversals': 2.9,
  'D2 deaths': 7.7,
  'D2 reversals': 3.2,
  'D6 deaths': 5,
}

/** Days from one episode as strong as this to the next, by chance alone. */
export function episodeIntervalDays(detector: Detector, stream: Stream, recurrenceIntervalDays: number): number {
  return recurrenceIntervalDays * (EPISODE_OVER_NIGHT[`${detector} ${stream}`] ?? 1)
}
