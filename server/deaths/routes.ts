import { z } from 'zod'
import { type Day, partialText } from '../contract/day.ts'
import {
  type Death,
  DeathChange,
  DeathDetails,
  DeathListQuery,
  DeathPage,
  type DeathRow,
  NewDeath,
} from '../contract/death.ts'
import { type Finding, Findings, NewFinding, SUBSTANCE_COUNTS } from '../contract/finding.ts'
import type { Trx } from '../db/tenant.ts'
import { type Reference, refuseUnknown } from '../http/refuse.ts'
import { route } from '../http/route.ts'
import { changedMeanwhile, invalid, notFound } from '../problem.ts'
import { recordRoutes } from '../records/record-routes.ts'
import { amendDeath, asEntered, deaths, findDeath, listDeaths } from './store.ts'
import { isRetiredFor } from './toxicology-panels/store.ts'

const OneDeath = z.strictObject({ deathId: z.uuid() })

async function refuseRetiredPanel(trx: Trx, panelId: string | null | undefined, deathId?: string): Promise<void> {
  if (await isRetiredFor(trx, panelId, deathId))
    invalid([{ path: 'toxicologyPanelId', message: 'is retired: choose the panel that was run' }])
}

async function openDeath(trx: Trx, deathId: string, asKnownOn?: Day): Promise<Death> {
  return (await findDeath(trx, deathId, asKnownOn)) ?? notFound('death')
}

function referencesOf({
  toxicologyPanelId,
  findings = [],
}: Pick<NewDeath, 'toxicologyPanelId'> & { findings?: NewFinding[] | undefined }): Reference[] {
  return [
    { path: 'toxicologyPanelId', to: 'panel', value: toxicologyPanelId },
    ...findings.map(
      ({ substanceCode }, index): Reference => ({
        path: `findings.${index}.substanceCode`,
        to: 'substance',
        value: substanceCode,
      }),
    ),
  ]
}

function toFindings({ deathId, revision, findings }: Death) {
  return { deathId, revision, findings }
}

/** A change to the substances alone is a new revision of the whole death. */
async function changeFindings(
  trx: Trx,
  deathId: string,
  ifMatch: number,
  today: Day,
  change: (findings: NewFinding[]) => NewFinding[],
) {
  const current = await openDeath(trx, deathId)
  if (current.revision !== ifMatch) changedMeanwhile(current, null)
  const findings = change(asEntered(current.findings))
  const amended = await amendDeath(trx, deathId, ifMatch, { ...DeathDetails.parse(current), findings }, today)
  return toFindings(amended ?? notFound('death'))
}

export const deathRoutes = [
  ...recordRoutes(deaths, {
    path: '/deaths',
    reads: 'death:read',
    writes: 'death:write',
    deeds: { one: 'a death', many: 'deaths' },
    a: 'a death',
    carries: ['case text', 'exact place'],
    list: {
      summary: `Deaths, latest first, by day range, area, substance and status; ${SUBSTANCE_COUNTS.implicated}, or as the role says`,
      query: DeathListQuery,
      answer: DeathPage,
      carries: ['case text'],
      csv: {
        fileName: 'deaths',
        rows: (page) =>
          page.rows.map((row: DeathRow) => ({
            ...row,
            eventDay: partialText(row.eventDay, row.eventDayPrecision),
            countedWith: row.countedWith?.reference ?? null,
          })),
      },
      handle: listDeaths,
    },
    add: { summary: 'Record a death', body: NewDeath },
    find: { summary: 'A death as it stands now, or as known on a day', asKnownOn: true },
    amend: { summary: 'Amend a death: a new revision, from the version named in If-Match', body: DeathChange },
    history: { summary: 'Every revision of a death, newest first' },
    referencesOf,
    refuse: (trx, { toxicologyPanelId }, deathId) => refuseRetiredPanel(trx, toxicologyPanelId, deathId),
  }),
  route({
    method: 'get',
    path: '/deaths/:deathId/substances',
    summary: 'The substances on a death: believed taken, detected, implicated, tested for and not found',
    params: OneDeath,
    answer: Findings,
    policy: 'death:read',
    audit: 'read',
    record: { path: 'deathId' },
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['opened', 'the substances on a death'],
    csv: { fileName: 'death-substances', rows: ({ findings }) => findings.map((finding: Finding) => ({ ...finding })) },
    handle: async (trx, { params }) => toFindings(await openDeath(trx, params.deathId)),
  }),
  route({
    method: 'post',
    path: '/deaths/:deathId/substances',
    summary: 'Add a substance to a death',
    params: OneDeath,
    body: NewFinding,
    answer: Findings,
    policy: 'death:write',
    audit: 'write',
    record: { path: 'deathId' },
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['added a substance to', 'a death'],
    amends: true,
    async handle(trx, { params, body, ifMatch, today }) {
      await refuseUnknown(trx, [{ path: 'substanceCode', to: 'substance', value: body.substanceCode }])
      return changeFindings(trx, params.deathId, ifMatch, today, (findings) => [...findings, body])
    },
  }),
  route({
    method: 'put',
    path: '/deaths/:deathId/substances/:finding',
    summary: 'Amend a substance on a death',
    params: OneDeath.extend({ finding: z.coerce.number().int().positive() }),
    body: NewFinding,
    answer: Findings,
    policy: 'death:write',
    audit: 'write',
    record: { path: 'deathId' },
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['changed a substance on', 'a death'],
    amends: true,
    async handle(trx, { params, body, ifMatch, today }) {
      await refuseUnknown(trx, [{ path: 'substanceCode', to: 'substance', value: body.substanceCode }])
      return changeFindings(trx, params.deathId, ifMatch, today, (findings) => {
        if (params.finding > findings.length) notFound('substance on this death')
        return findings.with(params.finding - 1, body)
      })
    },
  }),
]
