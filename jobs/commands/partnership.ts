import type { Command } from 'commander'
import type { Knex } from 'knex'
import { appendAudit } from '../../server/audit/store.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { PlainNoticeRule, plainNoticeRules } from '../../server/contract/plain-notice.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addToxicologyPanel, unknownCodes } from '../../server/deaths/toxicology-panels/store.ts'
import {
  addPartnership,
  chooseBasemap,
  estimateMissingEvents,
  findPartnership,
  listPartnerships,
  nameRegion,
  readRegions,
  slugOf,
  stateUsualNumbers,
  switchPlainNotice,
  upgradeWatches,
  watchBelievedDrugs,
  watchOverdoses,
} from '../../server/partnerships/store.ts'
import { WrongInput } from '../wrong-input.ts'
import { withDatabase } from './with-partnership.ts'

const BASEMAPS: readonly string[] = ['south-west-england']

export function addPartnershipCommand(program: Command): void {
  const partnership = program.command('partnership')
  partnership
    .command('add')
    .argument('<name>', 'as people say it: "Cornwall & Isles of Scilly"')
    .requiredOption('--time-zone <zone>', 'IANA time zone, for instance Europe/London')
    .requiredOption('--country <code>', 'two letters, for instance GB')
    .option('--slug <slug>', 'its name in addresses; left out, made from the name')
    .option('--basemap <name>', 'a shipped basemap: south-west-england')
    .option('--json', 'print the result as JSON')
    .description('Add a partnership')
    .action(
      async (
        name: string,
        options: { timeZone: string; country: string; slug?: string; basemap?: string; json?: boolean },
      ) => {
        refuseMistakes(name, options)
        await withDatabase(
          async ({ knex }) => {
            const added = await addPartnership(knex, { ...options, name, slug: options.slug ?? slugOf(name) }).catch(
              (error: { code?: string }) => {
                if (error.code === '23505')
                  throw new WrongInput(
                    `There is already a partnership called ${options.slug ?? slugOf(name)} in addresses. Choose another with --slug.`,
                  )
                throw error
              },
            )
            // the audit begins with the partnership: an empty one is nothing that could be found whole
            await withTenant(
              knex,
              {
                partnershipId: added.partnershipId,
                userId: 'command line',
                purpose: 'add a partnership',
                reach: 'none',
              },
              (trx) =>
                appendAudit(trx, {
                  action: 'permission',
                  operation: 'vigil partnership add',
                  recordId: null,
                  fields: [],
                  records: 1,
                }),
            )
            console.log(
              options.json
                ? JSON.stringify(added)
                : `Added ${added.name} (${added.slug}), where it is ${added.today} now.`,
            )
            if (!options.json) sayWhatIsNext(added.slug, options.basemap)
          },
          { mayMake: true },
        )
      },
    )
  partnership
    .command('usual')
    .argument('<slug>', 'its name in addresses')
    .option('--deaths <number>', 'deaths in a usual year; "unknown" takes it back')
    .option('--reversals <number>', 'reversals in a usual year; "unknown" takes it back')
    .description(
      'State what is usual, from annual reports: the check for rises uses it until there are two years of records',
    )
    .action(async (slug: string, options: { deaths?: string; reversals?: string }) => {
      const [deaths, reversals] = [
        usualNumber('--deaths', options.deaths),
        usualNumber('--reversals', options.reversals),
      ]
      if (deaths === undefined && reversals === undefined)
        throw new WrongInput('Say what is usual: --deaths 42, --reversals 43 or both.')
      await withDatabase(async ({ knex }) => {
        const found = await findOne(knex, slug)
        await stateUsualNumbers(knex, found.partnershipId, { deaths, reversals })
        console.log(`Noted for ${found.name}. The next night uses it.`)
      })
    })
  addSwitch(
    partnership,
    'watch-overdoses',
    'Let the nightly checks look at overdoses not known to be fatal too; off at first, since its false alarms come on top of the budget',
    watchOverdoses,
  )
  addSwitch(
    partnership,
    'watch-believed-drugs',
    'Let the check for substances look at drugs believed taken at overdoses, doses and outcomes too, weeks before toxicology; off at first: it is not proved, and its false alarms come on top of the budget',
    watchBelievedDrugs,
  )
  addSwitch(
    partnership,
    'estimate-missing-events',
    'Estimate the overdoses that nobody reported from how many two kinds of reporters both reported; off at first: peers who call 999 make the two depend on each other',
    estimateMissingEvents,
  )
  addSwitch(
    partnership,
    'upgrade-watches',
    'Let a watch become notify where another stream says something at the same time and place; off at first, since what it adds to the false alarms comes on top of the budget',
    upgradeWatches,
  )
  partnership
    .command('plain-notice')
    .argument('<slug>', 'its name in addresses')
    .argument('<rule>', PlainNoticeRule.options.join(', '))
    .argument('<on|off>')
    .description(
      `List what a rule notices on the page of signals, or no longer; each is on at first, is told to nobody and counts in no budget. ${Object.entries(
        plainNoticeRules,
      )
        .map(([rule, inWords]) => `${rule}: ${inWords}`)
        .join(' ')}`,
    )
    .action(async (slug: string, given: string, switched: string) => {
      const rule = PlainNoticeRule.safeParse(given)
      if (!rule.success) throw new WrongInput(`A rule is one of ${PlainNoticeRule.options.join(', ')}.`)
      if (switched !== 'on' && switched !== 'off') throw new WrongInput('Say on or off.')
      await withDatabase(async ({ knex }) => {
        const found = await findOne(knex, slug)
        await switchPlainNotice(knex, found.partnershipId, rule.data, switched === 'on')
        console.log(`${switched === 'on' ? 'On' : 'Off'} for ${found.name}, from the next night.`)
      })
    })
  partnership
    .command('region')
    .argument('<slug>', 'its name in addresses')
    .argument('<region>', 'as people say it: "South West"; "none" takes it out')
    .description('Name the region that the national check takes it together with others in (vigil national)')
    .action(async (slug: string, given: string) => {
      const region = given.trim()
      if (!region || region.length > 120) throw new WrongInput('A region has a name of 1 to 120 characters, or "none".')
      await withDatabase(async ({ knex }) => {
        const found = await findOne(knex, slug)
        await nameRegion(knex, found.partnershipId, region === 'none' ? null : region)
        console.log(region === 'none' ? `${found.name} is in no region now.` : `${found.name} is in ${region} now.`)
      })
    })
  partnership
    .command('basemap')
    .argument('<slug>', 'its name in addresses')
    .argument('<basemap>', `a shipped basemap: ${BASEMAPS.join(', ')}; "none" draws its own areas alone`)
    .description('Choose what lies under the map')
    .action(async (slug: string, given: string) => {
      refuseOtherBasemaps('the basemap', given === 'none' ? undefined : given)
      await withDatabase(async ({ knex }) => {
        const found = await findOne(knex, slug)
        await chooseBasemap(knex, found.partnershipId, given === 'none' ? null : given)
        console.log(
          given === 'none' ? `${found.name} has no basemap now.` : `${given} lies under the map of ${found.name} now.`,
        )
      })
    })
  partnership
    .command('panel')
    .argument('<slug>', 'its name in addresses')
    .argument('<name>', 'as the laboratory calls it')
    .argument('<substances...>', 'codes of what is looked for, at any level of the tree; "all" for every substance')
    .description(
      'Add a toxicology panel: what a laboratory looks for. Without one a substance that is not found counts as not tested, and none can be said to be new or rising',
    )
    .action(async (slug: string, name: string, given: string[]) => {
      if (!name.trim() || name.length > 120) throw new WrongInput('A panel has a name of 1 to 120 characters.')
      await withDatabase(async ({ knex }) => {
        const { partnershipId } = await findOne(knex, slug)
        await withTenant(
          knex,
          { partnershipId, userId: 'command line', purpose: 'add a toxicology panel' },
          async (trx) => {
            const tops = trx('substance').whereNull('parent_code').orderBy('code').pluck('code')
            const covers: string[] = given.includes('all') ? await tops : [...new Set(given)]
            const unknown = await unknownCodes(trx, covers)
            if (unknown.length) throw new WrongInput(`The substance tree has no ${unknown.join(', ')}.`)
            const added = await addToxicologyPanel(trx, partnershipId, {
              name,
              laboratory: null,
              validFrom: null,
              covers,
            })
            if (!added) throw new WrongInput(`There is already a panel called ${name}.`)
            await appendAudit(trx, {
              action: 'write',
              operation: 'vigil partnership panel',
              recordId: added.panelId,
              fields: [],
              records: 1,
            })
          },
        )
        console.log(`Added ${name}. Import deaths with --panel "${name}", or choose it on a death.`)
      })
    })
  partnership
    .command('list')
    .option('--json', 'print the result as JSON')
    .description('List the partnerships')
    .action((options: { json?: boolean }) =>
      withDatabase(async ({ knex }) => {
        const regions = await readRegions(knex)
        const all = (await listPartnerships(knex)).map((each) => ({
          ...each,
          region: regions.get(each.partnershipId) ?? null,
        }))
        if (options.json) console.log(JSON.stringify(all))
        else if (all.length)
          for (const { slug, name, timeZone, country, region } of all)
            console.log([slug, name, country, timeZone, region ?? ''].join('\t').trimEnd())
        else console.log('There is no partnership yet.')
      }),
    )
}

/** To standard error, as everything that is no result. */
function sayWhatIsNext(slug: string, basemap: string | undefined) {
  if (!basemap)
    console.error(
      `It has no basemap: its map draws its own areas alone. npm run vigil -- partnership basemap ${slug} ${BASEMAPS[0]} lays one under it.`,
    )
  console.error('Next, an account: npm run vigil -- user add "Name" --email … --role administrator')
}

async function findOne(knex: Knex, slug: string): Promise<Partnership> {
  const found = await findPartnership(knex, slug)
  if (typeof found === 'string') throw new WrongInput(`There is no partnership called ${slug}.`)
  return found
}

function addSwitch(
  partnership: Command,
  name: string,
  description: string,
  set: (db: Knex, partnershipId: string, isOn: boolean) => Promise<void>,
): void {
  partnership
    .command(name)
    .argument('<slug>', 'its name in addresses')
    .argument('<on|off>')
    .description(description)
    .action(async (slug: string, switched: string) => {
      if (switched !== 'on' && switched !== 'off') throw new WrongInput('Say on or off.')
      await withDatabase(async ({ knex }) => {
        const found = await findOne(knex, slug)
        await set(knex, found.partnershipId, switched === 'on')
        console.log(`${switched === 'on' ? 'On' : 'Off'} for ${found.name}, from the next night.`)
      })
    })
}

function usualNumber(option: string, given: string | undefined): number | null | undefined {
  if (given === undefined || given === 'unknown') return given === undefined ? undefined : null
  const number = Number(given)
  if (!(number > 0 && number < 1e6)) throw new WrongInput(`${option} ${given} is not a number above 0, nor "unknown".`)
  return number
}

function refuseOtherBasemaps(option: string, basemap: string | undefined): void {
  if (basemap !== undefined && !BASEMAPS.includes(basemap))
    throw new WrongInput(`${option} ${basemap} does not ship; ${BASEMAPS.join(', ')} does.`)
}

function refuseMistakes(
  name: string,
  { timeZone, country, slug, basemap }: { timeZone: string; country: string; slug?: string; basemap?: string },
) {
  if (!name.trim() || name.length > 120) throw new WrongInput('The name has between 1 and 120 characters.')
  if (!/^[A-Z]{2}$/.test(country))
    throw new WrongInput(`--country ${country} is not a two-letter country code such as GB.`)
  if (slug !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    throw new WrongInput(`--slug ${slug} may have lower-case letters, digits and hyphens only.`)
  if (!slug && !slugOf(name)) throw new WrongInput('No address can be made from this name. Give one with --slug.')
  refuseOtherBasemaps('--basemap', basemap)
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new WrongInput(`--time-zone ${timeZone} is not an IANA time zone such as Europe/London.`)
  }
}
