/**
 * What mails say: the same to everybody, whether or not their address has an account. No name, no role, no partnership, no case, no figure:
 * a mail is read on the way, forwarded, and seen over shoulders. Only that there is something to see, and the link through sign-in.
 */
export type MailKind = 'invitation' | 'notice' | 'reminder' | 'stock'

export const subjects: Record<MailKind, string> = {
  invitation: 'You are invited to Vigil',
  notice: 'Vigil: look at how you sign in',
  reminder: 'The reminder you asked for',
  stock: 'Vigil: something to look at',
}

export function textOf(kind: MailKind, link: string): string {
  return texts[kind](link)
}

const texts: Record<MailKind, (link: string) => string> = {
  invitation: (
    link,
  ) => `You are invited to use Vigil. This link says by whom and for what, and lets you accept or decline:

${link}

It works once, for seven days, and it is yours: do not pass it on.
If you expect no such invitation, ask whoever it names before you accept, by a way you know; or do nothing, and nothing happens.

Nobody reads answers to this address.
`,
  notice: (
    link,
  ) => `There is something new about how you, or somebody you are responsible for, sign in to Vigil. Sign in to see what it is:

${link}

If it was not you, say so at once to your administrator or information governance lead.

Nobody reads answers to this address.
`,
  // whoever reads it over a shoulder learns no more than that somebody wanted to be reminded of something
  reminder: (link) => `You asked to be reminded about now. This page says of what:

${link}

Nothing else is sent, and your address is kept no longer.

Nobody reads answers to this address.
`,
  stock: (link) => `There is something to look at in Vigil. Sign in to see what it is:

${link}

It comes once a month at most, because you asked to be told.

Nobody reads answers to this address.
`,
}
