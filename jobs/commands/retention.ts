import type { Command } from 'commander'
import { scheduleAsMarkdown } from '../../server/identity/retention/schedule.ts'

export function addRetentionCommand(program: Command): void {
  program
    .command('retention')
    .command('schedule')
    .description('Print the schedule as Markdown: docs/retention.md')
    .action(() => console.log(scheduleAsMarkdown().trimEnd()))
}
