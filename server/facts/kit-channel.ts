/**
 * By which channel the kit that was used had been supplied: the setting of its batch's supplies up to that day, “several” where there was more
 * than one, null where the batch is not known or was never supplied here. No kit has an owner's name, so that a use never leads to a person.
 */
export const KIT_CHANNEL =
  'setting in which the kits of the batch that was used had been supplied up to that day; “several” where it was more than one'

/** For a lateral join: `channel` of the kits of a batch up to a day. Needs `supplied`, the supplies that count, in a `with` before it. */
export function channelOfKit(batchId: string, day: string): string {
  return `(
    select case when count(distinct supply.setting) > 1 then 'several' else min(supply.setting) end as channel
    from naloxone_batch batch
    join naloxone_batch same on same.partnership_id = batch.partnership_id
      and coalesce(same.joined_into, same.batch_id) = coalesce(batch.joined_into, batch.batch_id)
    join supplied supply on supply.partnership_id = same.partnership_id and supply.batch_id = same.batch_id
      and supply.supplied_on <= ${day} and supply.setting <> 'unknown'
    where batch.batch_id = ${batchId})`
}
