/**
 * What mails say: the same to everybody, whether or not their address has an account. No name, no role, no partnership, no case, no figure:
 * a mail is read on the way, forwarded, and seen over shoulders. Only that there is something to see, and the link through sign-in.
 */
export type MailKind = 'invitation' | 'notice'

export const subjects: Record<MailKind, string> = {
  invitation: 'You are invited to Vigil',
  notice: 'Vigil: look at how you sign in',
}

export function textOf(kind: MailKind, link: string): string {
  return kind === 'invitation'
    ? `You are invited to use Vigil. This link says by whom and for what, and lets you accept or decline:

${link}

It works once, for seven days, and it is yours: do not pass it on.
If you expect no such invitation, ask whoever it names before you accept, by a way you know; or do nothing, and nothing happens.

Nobody reads answers to this address.
`
    : `There is something new about how you, or somebody you are responsible for, sign in to Vigil. Sign in to see what it is:

${link}

If it was not you, say so at once to your administrator or information governance lead.

Nobody reads answers to this address.
`
}
