import { z } from 'zod'
import { BirthDay, Day, DayPrecision, Instant, PartialDay, readPartialDay, StoredDay } from './day.ts'
import { NoticeState } from './filters.ts'
import { identityIn, whyNotADrug } from './identifying.ts'
import { NhsNumber, OpeningPurpose, PersonName } from './identity.ts'
import { ofPages } from './page.ts'
import { AgencyKind } from './partnership.ts'
import { Setting } from './place.ts'
import { freeText, nameText } from './text.ts'

/** One agency or professional who had to do with the person: whom to ask. */
export const Involved = z.strictObject({
  agencyKind: AgencyKind,
  service: nameText(120),
  /** Where it is an agency of the partnership. */
  agencyId: z.uuid().nullable().default(null),
  /** How to reach them at work. */
  contact: freeText(200).trim().min(1, 'is empty').nullable().default(null),
  role: freeText(120).trim().min(1, 'is empty').nullable().default(null),
})
export type Involved = z.infer<typeof Involved>

const NoticeIdentity = z.strictObject({
  name: PersonName.nullable().default(null),
  dateOfBirth: BirthDay.nullable().default(null),
  nhsNumber: NhsNumber.nullable().default(null),
})
export type NoticeIdentity = z.infer<typeof NoticeIdentity>

const Sex = z.enum(['female', 'male', 'other', 'unknown'])
const Basis = z.enum(['death', 'found', 'reported'])

type Plain = {
  reference: string | null
  circumstances: string | null
  foundTown: string | null
  residenceTown: string | null
  believedTaken: string[]
  involved: { service: string; role: string | null }[]
}

/** Fields that are not sealed and say who somebody is; a drug that could be kept by no death, since nothing can be made of it. */
function whoIsNamed({ reference, circumstances, foundTown, residenceTown, believedTaken, involved }: Plain) {
  const texts: [(string | number)[], string | null][] = [
    ...Object.entries({ reference, circumstances, foundTown, residenceTown }).map(
      ([field, text]): [string[], string | null] => [[field], text],
    ),
    ...involved.flatMap(({ service, role }, at): [(string | number)[], string | null][] => [
      [['involved', at, 'service'], service],
      [['involved', at, 'role'], role],
    ]),
  ]
  const named = texts.flatMap(([path, text]) => {
    const kind = text === null ? undefined : identityIn(text)
    return kind
      ? [{ path, message: `seems to hold ${kind}: write it where the notice asks who it is about, which is sealed` }]
      : []
  })
  const drugs = believedTaken.flatMap((text, at) => {
    const message = whyNotADrug(text)
    return message ? [{ path: ['believedTaken', at], message }] : []
  })
  return [...named, ...drugs]
}

/** What somebody tells within hours of a death. Of who it was, nothing but what `identity` takes, which is sealed. */
export const NewDeathNotice = z
  .strictObject({
    /** The kind of agency that tells. */
    sentBy: AgencyKind,
    /** Its own number; one that is sent again under it is refused. */
    reference: freeText(120).trim().min(1, 'is empty').nullable().default(null),
    /** `'2026-03'` or `'2026'` where no more is known. */
    eventDay: PartialDay,
    eventDayBasis: Basis.default('death'),
    eventDayPrecision: DayPrecision.default('day'),
    ageYears: z.int().min(0).max(120).nullable().default(null),
    sex: Sex.default('unknown'),
    foundTown: nameText(120).nullable().default(null),
    residenceTown: nameText(120).nullable().default(null),
    setting: Setting.default('unknown'),
    /** Names of drugs, as they were told. */
    believedTaken: z.array(nameText(120)).max(20).default([]),
    circumstances: freeText(2000).trim().min(1, 'is empty').nullable().default(null),
    involved: z.array(Involved).max(40).default([]),
    /** The day it came; left out, today. */
    receivedOn: Day.optional(),
    identity: NoticeIdentity.nullable().default(null),
    /** The whole text that it was read from, kept sealed: nothing that was told is lost. */
    pasted: freeText(20_000).nullable().default(null),
  })
  .overwrite((notice) => {
    const { day, precision } = readPartialDay(notice.eventDay, notice.eventDayPrecision)
    return { ...notice, eventDay: day, eventDayPrecision: precision }
  })
  .superRefine((notice, context) => {
    for (const { path, message } of whoIsNamed(notice)) context.addIssue({ code: 'custom', path, message })
  })
export type NewDeathNotice = z.infer<typeof NewDeathNotice>

export const NewDeathNotices = z.strictObject({ notices: z.array(NewDeathNotice).min(1).max(200) })

/** A record that may be of the same death, beside the notice. */
const Possible = z.strictObject({
  deathId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  agreements: z.array(z.string()),
  eventDay: StoredDay,
  eventDayPrecision: DayPrecision,
  ageYears: z.int().nullable(),
  sex: Sex,
  foundTown: z.string().nullable(),
  status: z.string(),
})

export const DeathNotice = z.strictObject({
  noticeId: z.uuid(),
  sentBy: AgencyKind,
  agencyName: z.string().nullable(),
  passedFrom: z.string().nullable(),
  reference: z.string().nullable(),
  eventDay: StoredDay,
  eventDayBasis: Basis,
  eventDayPrecision: DayPrecision,
  ageYears: z.int().nullable(),
  sex: Sex,
  foundTown: z.string().nullable(),
  residenceTown: z.string().nullable(),
  setting: Setting,
  believedTaken: z.array(z.string()),
  circumstances: z.string().nullable(),
  involved: z.array(Involved.extend({ service: z.string() })),
  receivedOn: StoredDay,
  recordedAt: Instant,
  /** Days since it came, while it waits. */
  waitingDays: z.int().nullable(),
  state: NoticeState,
  /** Which parts are sealed beside it; nothing of what stands in them. */
  sealedParts: z.array(z.string()),
  /** These three are told to those who see every case. To the agency that sent it, what became of it is `accepted` or `rejected` alone. */
  death: z.strictObject({ deathId: z.uuid(), reference: z.string() }).nullable(),
  possible: z.array(Possible),
  decisions: z.array(
    z.strictObject({
      decided: z.enum(['accepted', 'merged', 'rejected', 'routed', 'passed_on', 'undone']),
      reason: z.string().nullable(),
      decidedByName: z.string().nullable(),
      decidedAt: Instant,
    }),
  ),
})
export type DeathNotice = z.infer<typeof DeathNotice>

export const DeathNoticeQuery = z.strictObject({
  state: NoticeState.optional(),
  /** Notices that were accepted as, or merged into, this death. */
  death: z.uuid().optional(),
  ...ofPages,
})
export type DeathNoticeQuery = z.infer<typeof DeathNoticeQuery>

export const DeathNoticePage = z.strictObject({
  rows: z.array(DeathNotice),
  total: z.int().nonnegative(),
  nextCursor: z.string().nullable(),
  waiting: z.int().nonnegative(),
  /** Days that the oldest has waited; null where none waits. */
  oldestDays: z.int().nullable(),
})
export type DeathNoticePage = z.infer<typeof DeathNoticePage>

export const NoticesAdded = z.strictObject({ added: z.array(z.uuid()), alreadyThere: z.array(z.string()) })

/** `undone` lets it wait again: a death that it was accepted as is excluded, and taken up again where it is accepted again. */
export const NoticeDecision = z.discriminatedUnion('decided', [
  z.strictObject({ decided: z.literal('accepted') }),
  z.strictObject({ decided: z.literal('merged'), deathId: z.uuid() }),
  z.strictObject({ decided: z.literal('rejected'), reason: freeText(400).trim().min(3, 'say why') }),
  z.strictObject({ decided: z.literal('passed_on'), partnership: z.string().max(80) }),
  z.strictObject({ decided: z.literal('undone'), reason: freeText(400).trim().min(3, 'say why') }),
])
export type NoticeDecision = z.infer<typeof NoticeDecision>

export const PartnershipsBeside = z.array(z.strictObject({ slug: z.string(), name: z.string() }))

/** A text to be read: an e-mail with a label before each answer, or rows of a spreadsheet with their headings. */
export const PastedText = z.strictObject({
  text: freeText(200_000).trim().min(1, 'is empty'),
  /** A mapping of deaths that was saved under this name. */
  mapping: z.string().trim().max(80).nullable().default(null),
})

const shape = NewDeathNotice.shape
export const PastedNotices = z.strictObject({
  rows: z.array(
    z.strictObject({
      rowNumber: z.int(),
      notice: z.strictObject({
        reference: z.string().nullable(),
        eventDay: z.string(),
        eventDayBasis: shape.eventDayBasis.unwrap(),
        ageYears: z.int().nullable(),
        sex: Sex,
        foundTown: z.string().nullable(),
        residenceTown: z.string().nullable(),
        setting: Setting,
        believedTaken: z.array(z.string()),
        circumstances: z.string().nullable(),
      }),
    }),
  ),
  /** What was not read, or is in doubt: each with where it stood and why. A value that may name somebody is not repeated. */
  unread: z.array(
    z.strictObject({ rowNumber: z.int(), where: z.string().nullable(), text: z.string().nullable(), why: z.string() }),
  ),
})
export type PastedNotices = z.infer<typeof PastedNotices>

export const OpenNotice = z.strictObject({
  purpose: OpeningPurpose.exclude(['other', 'subject_request']),
})
export const OpenedNotice = z.strictObject({
  noticeId: z.uuid(),
  identity: NoticeIdentity.extend({ dateOfBirth: StoredDay.nullable() }).nullable(),
  pasted: z.string().nullable(),
})
export type OpenedNotice = z.infer<typeof OpenedNotice>
