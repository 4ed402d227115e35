import type { PolicyTable } from '../../../server/contract/person.ts'
import { Table } from '../../ui/Table.tsx'

interface ActionAccessProps {
  title: string
  table: PolicyTable
  actions: PolicyTable['actions']
}

/** Who may do each thing. */
export function ActionAccess({ title, table, actions }: ActionAccessProps) {
  const nameOf = new Map(table.roles.map(({ role, name }) => [role, name]))
  return (
    <Table
      caption={title}
      rows={actions}
      rowKey={({ action }) => action}
      columns={[
        { heading: 'To', isRowHeading: true, cell: ({ does }) => <span className="vigil-phrase">{does}</span> },
        {
          heading: 'Who may',
          cell: ({ action, roles }) =>
            action === 'guest:read'
              ? 'a guest, by their link'
              : roles.length === table.roles.length
                ? 'everybody who is signed in'
                : roles
                    .map(({ role, scope }) => `${nameOf.get(role)}${scope === 'own agency' ? ' (own agency)' : ''}`)
                    .join(', ') || 'nobody',
        },
      ]}
    />
  )
}
