import type { Command } from 'commander'
import { addPartnership, listPartnerships, slugOf } from '../../server/partnerships/store.ts'
import { WrongInput } from './failure.ts'
import { withDatabase } from './with-partnership.ts'

export function addPartnershipCommand(program: Command): void {
  const partnership = program.command('partnership').description('The partnerships of this installation')
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
        await withDatabase(async ({ knex }) => {
          const added = await addPartnership(knex, { ...options, name, slug: options.slug ?? slugOf(name) }).catch(
            (error: { code?: string }) => {
              if (error.code === '23505')
                throw new WrongInput(
                  `There is already a partnership called ${options.slug ?? slugOf(name)} in addresses. Choose another with --slug.`,
                )
              throw error
            },
          )
          console.log(
            options.json
              ? JSON.stringify(added)
              : `Added ${added.name} (${added.slug}), where it is ${added.today} now.`,
          )
        })
      },
    )
  partnership
    .command('list')
    .option('--json', 'print the result as JSON')
    .description('List the partnerships')
    .action((options: { json?: boolean }) =>
      withDatabase(async ({ knex }) => {
        const all = await listPartnerships(knex)
        if (options.json) console.log(JSON.stringify(all))
        else if (all.length)
          for (const { slug, name, timeZone, country } of all) console.log(`${slug}\t${name}\t${country}\t${timeZone}`)
        else console.log('There is no partnership yet.')
      }),
    )
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
  if (basemap !== undefined && basemap !== 'south-west-england')
    throw new WrongInput(`--basemap ${basemap} does not ship; south-west-england does.`)
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new WrongInput(`--time-zone ${timeZone} is not an IANA time zone such as Europe/London.`)
  }
}
