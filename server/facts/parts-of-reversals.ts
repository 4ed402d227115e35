import type { SavedLivesSplit } from '../contract/filters.ts'
import { channelOfKit } from './kit-channel.ts'

/** How reversals are told apart: of `reversal` (counted_reversal) the part, and its name where the part is an id. Null: not known. */
type Part = { part: string; name?: string; join?: string; before?: string }

const PART: Record<SavedLivesSplit, Part> = {
  month: { part: "to_char(reversal.event_day, 'YYYY-MM')" },
  area: {
    part: 'found.area_id::text',
    name: 'found.name',
    join: 'left join lateral area_of(reversal.place) found on true',
  },
  agency: {
    part: 'agency.kind',
    join: `
     join overdose_revision event on event.partnership_id = reversal.partnership_id
       and event.overdose_id = reversal.overdose_id and event.revision = reversal.revision
     left join agency on agency.partnership_id = event.partnership_id and agency.agency_id = event.agency_id`,
  },
  channel: {
    part: 'used.channel',
    join: `
     left join lateral (
       select of_batch.channel
       from naloxone_administration given
       cross join lateral ${channelOfKit('given.batch_id', 'reversal.event_day')} of_batch
       where given.partnership_id = reversal.partnership_id and given.overdose_id = reversal.overdose_id
         and given.revision = reversal.revision and given.person = reversal.person and given.batch_id is not null
       order by of_batch.channel
       limit 1) used on true`,
  },
}

/** `known`: as known on which day, as counted_reversal and counted_supply are asked. */
export function partOfReversals(by: SavedLivesSplit, known: string): Part {
  const isOfKits = by === 'channel'
  return isOfKits
    ? { ...PART[by], before: `with supplied as materialized (select * from counted_supply(${known}))` }
    : PART[by]
}
