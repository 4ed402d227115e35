import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Health } from '../../server/contract/partnership.ts'
import { ask, type ProblemError } from '../api/ask.ts'
import { usePartnership } from '../api/partnership.ts'
import { DayText } from '../ui/DayText.tsx'

export function Footer() {
  const partnership = usePartnership()
  const health = useQuery<Health, ProblemError>({
    queryKey: ['health'],
    queryFn: () => ask(Health, '/health/ready'),
    staleTime: 300_000,
  })
  const isEmbedded = health.data !== undefined && /embedded|pglite/i.test(health.data.engine)
  return (
    <footer className="vigil-footer">
      <div className="govuk-width-container">
        <p>
          {partnership.name}. Figures as known on <DayText day={partnership.today} />.
          {isEmbedded && ' Demonstration database: for production, connect Vigil to PostgreSQL.'}
        </p>
        <p>
          A signal is a statistical flag, not an alert. Only public health issues an alert.{' '}
          <Link to="/$partnership/about" params={{ partnership: partnership.slug }}>
            About Vigil, definitions and data licences
          </Link>
          {' · '}
          <Link to="/$partnership/access" params={{ partnership: partnership.slug }}>
            Who can see this
          </Link>
        </p>
      </div>
    </footer>
  )
}
