import { z } from 'zod'

/**
 * The words by which lists and figures are narrowed, as they stand in addresses. Apart from the records they belong to: whoever reads an address has
 * no need of how a record is written.
 */

/** docs/domain.md, “The ladder of a death”: the ladder a death climbs, from first notice to closed. */
export const DeathStatus = z.enum([
  'notified',
  'accepted_suspected',
  'post_mortem',
  'toxicology_pending',
  'toxicology_in',
  'panel',
  'inquest',
  'registered',
  'ons_matched',
  'closed',
  'excluded',
])
export type DeathStatus = z.infer<typeof DeathStatus>

/** As what a substance is asked for, wherever deaths are narrowed by one. */
export const AskedRole = z.enum(['implicated', 'detected', 'believed_taken'])
export type AskedRole = z.infer<typeof AskedRole>

export const ReleaseKind = z.enum(['deaths', 'reversals', 'supplies'])
export type ReleaseKind = z.infer<typeof ReleaseKind>

/** What is counted by month of death: the deaths that are known, or those of which the toxicology is complete. */
export const NowcastMeasure = z.enum(['deaths', 'toxicology'])
export type NowcastMeasure = z.infer<typeof NowcastMeasure>

export const SameDeathState = z.enum(['open', 'same', 'not_same', 'lapsed'])
export type SameDeathState = z.infer<typeof SameDeathState>

export const SameEventState = z.enum(['open', 'same', 'not_same', 'lapsed'])
export type SameEventState = z.infer<typeof SameEventState>

export const AuditAction = z.enum(['read', 'write', 'export', 'sign_in', 'permission', 'refused', 'identity'])
export type AuditAction = z.infer<typeof AuditAction>

/** docs/domain.md, “Overdose events, reversals, survivors” */
export const Outcome = z.enum([
  'recovered_stayed',
  'recovered_left',
  'taken_by_ambulance_alive',
  'hospital_later_known_alive',
  'died_at_scene',
  'died_later',
  'unknown',
  'not_an_overdose',
])
export type Outcome = z.infer<typeof Outcome>

/** What a list of overdose events is narrowed to. */
export const OverdoseStatus = z.enum(['reversal', 'died', 'no_naloxone', 'withdrawn'])
export type OverdoseStatus = z.infer<typeof OverdoseStatus>

/** Where naloxone was handed over. */
export const SupplySetting = z.enum([
  'outreach',
  'custody',
  'court',
  'probation',
  'police',
  'prison_release',
  'needle_exchange',
  'treatment_service',
  'pharmacy',
  'pharmacy_prescription',
  'hospital',
  'ambulance',
  'hostel',
  'peer',
  'click_and_deliver',
  'training_session',
  'other',
  'unknown',
])
export type SupplySetting = z.infer<typeof SupplySetting>

/** By what the reach of naloxone is told apart. */
export const ReachSplit = z.enum(['channel', 'product', 'area', 'agency', 'recipient'])
export type ReachSplit = z.infer<typeof ReachSplit>

/** By what saved lives are told apart. */
export const SavedLivesSplit = z.enum(['month', 'area', 'agency', 'channel'])
export type SavedLivesSplit = z.infer<typeof SavedLivesSplit>

/** What a line of stock tells of. */
export const StockLineKind = z.enum(['order', 'receive', 'move', 'issue', 'return', 'expire', 'destroy', 'count'])
export type StockLineKind = z.infer<typeof StockLineKind>

/** Who is trained: as the register tells them apart. */
export const TrainedKind = z.enum(['person_at_risk', 'family_or_friend', 'peer', 'worker', 'trainer'])
export type TrainedKind = z.infer<typeof TrainedKind>

/** A part of saved lives, as its table names it: a month, an area's id, a kind of agency, a channel; what is in none is not_known. */
export const PartOfReversals = z.string().regex(/^([a-z_]{1,40}|\d{4}-\d{2}|[0-9a-f-]{36})$/)
export const NO_PART = 'not_known'

/** By which day of a death it is of a year. */
export const DateBasis = z.enum(['death', 'notified', 'registered'])
export type DateBasis = z.infer<typeof DateBasis>

/** Where a notice of a death stands. */
export const NoticeState = z.enum(['waiting', 'accepted', 'merged', 'rejected', 'routed', 'passed_on'])
export type NoticeState = z.infer<typeof NoticeState>
