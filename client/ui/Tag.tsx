import type { ReactNode } from 'react'

export type TagColour = 'grey' | 'teal' | 'blue' | 'yellow' | 'orange' | 'red' | 'purple' | 'green'

export function Tag({ colour, children }: { colour: TagColour; children: ReactNode }) {
  return <strong className={`govuk-tag govuk-tag--${colour}`}>{children}</strong>
}
