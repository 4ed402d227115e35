import type { AccountNotice } from '../../../server/contract/session.ts'

/** What happened, to whom, by whom: one sentence. */
export function sayNotice({ kind, aboutName, byName, partnership }: AccountNotice): string {
  const by = byName === 'command line' ? 'The people who run Vigil' : byName
  const where = partnership ? ` in ${partnership}` : ''
  const whose = aboutName ? `${aboutName}’s` : 'your'
  const whom = aboutName ?? 'you'
  const sentences: Record<AccountNotice['kind'], string> = {
    password_link: `${by} made a link that sets a new password for ${whom}${where}.`,
    password_set: `A new password was set for ${whom}, by a link that ${by === 'The people who run Vigil' ? 'the people who run Vigil' : by} had made.`,
    second_factor_reset: `${by} reset ${whose} authenticator${where}: a new one is set up at the next sign-in.`,
    new_administrator: `${by} made ${whom} an administrator${where}, who waits to be confirmed before changing how others sign in.`,
    administrator_confirmed: `${by} confirmed ${whom} as an administrator${where}, who may now change how others sign in.`,
    codes_locked: `Ten wrong codes in a day were tried for ${whose} account, after the right password. ${aboutName ? 'If that was somebody else, their password is known: ask them to change it.' : 'If that was not you, somebody else knows your password: change it.'}`,
  }
  return sentences[kind]
}
