import type { Detector, Stream } from './signal.ts'

/**
 * A recurrence interval counts nights, and what chance makes is there for nights in a row: how often it begins is what a person will see.
 * Measured: an episode's interval over the interval of nights, at the `notify` tier of each check, on 100 simulated years without a cluster
 * (docs/detection.md, false alarms): 14, 22, 8, 21 and 14 episodes. One more of each is reckoned with, so that a lucky hundred years makes
 * none sound rarer. D3 judges when results arrive, and its interval is that already.
 */
const EPISODE_OVER_NIGHT: Record<string, number> = {
  'D1 deaths': 6.7,
  'D1 reversals': 2.2,
  'D2 deaths': 11,
  'D2 reversals': 4.5,
  'D6 deaths': 6.7,
}

/** Days from one episode as strong as this to the next, by chance alone. */
export function episodeIntervalDays(detector: Detector, stream: Stream, recurrenceIntervalDays: number): number {
  return recurrenceIntervalDays * (EPISODE_OVER_NIGHT[`${detector} ${stream}`] ?? 1)
}
