import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { type ImportAsk, type ImportReport, ImportRun } from '../../server/contract/import.ts'
import { useWriting } from '../api/answers.ts'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { RunReport, useReport } from './RunReport.tsx'

interface TryOutProps {
  request: Omit<z.input<typeof ImportAsk>, 'isDryRun'>
  /** The columns of the file are still being read: what is tried now would be asked anew. */
  isWaiting: boolean
  /** what may be done once it has been seen */
  children: (report: ImportReport) => ReactNode
}

/** A dry run: everything is read and judged, nothing is kept. */
export function TryOut({ request, isWaiting, children }: TryOutProps) {
  const [importId, setImportId] = useState<string | null>(null)
  const trying = useWriting(ImportRun, 'POST', '/imports')
  return (
    <>
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        disabled={trying.isPending || isWaiting}
        onClick={() =>
          trying.mutate({ body: { ...request, isDryRun: true } }, { onSuccess: (run) => setImportId(run.importId) })
        }
      >
        {trying.isPending ? 'Sending…' : 'See what would happen'}
      </button>
      {trying.error && <ProblemNotice failure={trying.error} />}
      {importId && <Tried importId={importId}>{children}</Tried>}
    </>
  )
}

function Tried({ importId, children }: { importId: string; children: TryOutProps['children'] }) {
  const report = useReport(importId).data
  return (
    <>
      <RunReport importId={importId} />
      {report && report.state !== 'running' && children(report)}
    </>
  )
}
