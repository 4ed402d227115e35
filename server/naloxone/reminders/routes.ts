import { z } from 'zod'
import {
  NewReminder,
  ReminderAsked,
  Reminders,
  RemindersStopped,
  StockReminder,
  StockReminderChange,
  StopReminders,
} from '../../contract/reminder.ts'
import { type Route, route } from '../../http/route.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { HttpProblem, notFound } from '../../problem.ts'
import { findHolder } from '../stock/holders.ts'
import { addReminder, countReminders, hasStockReminder, setStockReminder, stopReminders } from './store.ts'

const ofHolder = z.strictObject({ holderId: z.uuid() })
const asked = { tier: 'office', carries: [] } as const

export function reminderRoutes({ keyring, isMailOn }: { keyring: Keyring; isMailOn: boolean }): Route[] {
  return [
    route({
      method: 'get',
      path: '/naloxone/reminders',
      summary: 'How many reminders of kits that are about to expire wait, by month; to whom, nobody sees',
      answer: Reminders,
      policy: 'supply:read',
      audit: 'none',
      output: { tier: 'office', carries: ['counts'] },
      deed: ['read', 'how many reminders wait'],
      csv: { fileName: 'naloxone-reminders', rows: ({ months }) => months.map((month) => ({ ...month })) },
      handle: async (trx) => ({ isMailOn, months: await countReminders(trx) }),
    }),
    route({
      method: 'post',
      path: '/naloxone/reminders',
      summary: 'Ask that a person who agreed be reminded by mail, once, before their kit expires',
      body: NewReminder,
      answer: ReminderAsked,
      policy: 'supply:write',
      audit: 'write',
      record: 'none',
      output: asked,
      deed: ['asked for', 'a reminder'],
      isNeverRemembered: true,
      // without mail it waits: whoever runs Vigil may set it up before the day
      handle: async (trx, { body, today }) => ({ remindOn: await addReminder(trx, keyring, body, today) }),
    }),
    route({
      method: 'post',
      path: '/naloxone/reminders/stop',
      summary:
        'Stop all reminders to a person, as where they have died or want none; whether there were any is not said',
      body: StopReminders,
      answer: RemindersStopped,
      status: 200,
      policy: 'supply:write',
      audit: 'write',
      record: 'none',
      output: asked,
      deed: ['stopped', 'reminders to a person'],
      isNeverRemembered: true,
      async handle(trx, { body }) {
        await stopReminders(trx, keyring, body)
        return { isStopped: true } as const
      },
    }),
    route({
      method: 'get',
      path: '/stock/holders/:holderId/reminder',
      summary: 'Whether you are told by mail when kits of this holder expire soon',
      params: ofHolder,
      answer: StockReminder,
      policy: 'stock:read',
      audit: 'none',
      output: asked,
      record: { path: 'holderId' },
      deed: ['read', 'whether they are reminded of stock'],
      async handle(trx, { params: { holderId }, tenant: { userId } }) {
        if (!(await findHolder(trx, holderId))) notFound('holder of stock')
        return { isMailOn, isOn: isAccount(userId) && (await hasStockReminder(trx, holderId, userId)) }
      },
    }),
    route({
      method: 'put',
      path: '/stock/holders/:holderId/reminder',
      summary: 'Be told by mail, once a month at most, that kits of this holder expire soon; or no longer',
      params: ofHolder,
      body: StockReminderChange,
      answer: StockReminder,
      policy: 'stock:read',
      audit: 'write',
      record: { path: 'holderId' },
      output: asked,
      deed: ['changed whether they are reminded of', 'a holder of stock'],
      async handle(trx, { params: { holderId }, body: { isOn }, tenant: { userId } }) {
        if (!(await findHolder(trx, holderId))) notFound('holder of stock')
        if (!isAccount(userId)) conflict('Only a person who signs in can be written to.')
        await setStockReminder(trx, holderId, userId, isOn)
        return { isMailOn, isOn }
      },
    }),
  ]
}

function conflict(title: string): never {
  throw new HttpProblem({ status: 409, title })
}

const isAccount = (userId: string) => z.uuid().safeParse(userId).success
