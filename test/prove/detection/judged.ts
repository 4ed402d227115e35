import type { Size } from '../simulator/parameters.ts'
import type { JudgedSeed } from './judge.ts'
import type { PeerAlarms } from './peers.ts'

/** The judged seeds of a scenario at a size, in their order. */
export type Read = (scenario: string, size: Size) => JudgedSeed[]
export type JudgedByPeers = { seed: number; alarms: PeerAlarms }

/** What has been judged, by Vigil and by the rules others use. */
export type Judged = { seeds: Read; peers: (scenario: string, size: Size) => JudgedByPeers[] }
