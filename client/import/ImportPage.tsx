import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  ImportAdapters,
  ImportFile,
  type ImportMapping,
  ImportRun,
  ImportSubject,
  isImportedBy,
  ImportPreview as PreviewContract,
} from '../../server/contract/import.ts'
import { apiAddress } from '../api/address.ts'
import { useAnswer, useWriting } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { Loading } from '../ui/Loading.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { RadioGroup } from '../ui/RadioGroup.tsx'
import { Select } from '../ui/Select.tsx'
import { say } from '../words/words.ts'
import { ChooseFile } from './ChooseFile.tsx'
import { ColumnsForm } from './ColumnsForm.tsx'
import type { ChosenFile } from './chosenFile.ts'
import { EarlierImports } from './EarlierImports.tsx'
import { ImportPreview } from './ImportPreview.tsx'
import { subjectWords } from './importWords.ts'
import { PanelOfFile } from './PanelOfFile.tsx'
import { TryOut } from './TryOut.tsx'

/** The file as it was sent: the server keeps it until it is imported. */
type SentFile = { fileId: string; fileName: string | null }

/** Choose, look, map the columns, see what would happen, and only then import. */
export function ImportPage() {
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  const may = useMay()
  const subjects = ImportSubject.options.filter((each) => isImportedBy(each, may))
  const [subject, setSubject] = useState<ImportSubject>(subjects.includes('deaths') ? 'deaths' : 'naloxone')
  const [adapterName, setAdapterName] = useState('vigil')
  const [file, setFile] = useState<SentFile | null>(null)
  const [mapping, setMapping] = useState<ImportMapping | null>(null)
  const [isAllOrNothing, setAllOrNothing] = useState(false)
  const [panelId, setPanelId] = useState('')
  const adapters = useAnswer(ImportAdapters, '/imports/adapters')
  const sending = useWriting(ImportFile, 'POST', '/imports/files', { isQuestion: true })
  const preview = useWriting(PreviewContract, 'POST', '/imports/preview', { isQuestion: true })
  // while a change is tried, what was shown stays
  const [shown, setShown] = useState<PreviewContract | null>(null)
  const importing = useWriting(ImportRun, 'POST', '/imports')

  const fitting = adapters.data?.filter(({ subjects }) => subjects.includes(subject)) ?? []
  const adapter = fitting.find(({ name }) => name === adapterName) ?? fitting[0]

  function forgetFile() {
    setFile(null)
    setShown(null)
    sending.reset()
    preview.reset()
  }
  /** Sends the file, once: all that follows names it. */
  function send(chosen: ChosenFile) {
    forgetFile()
    sending.mutate(
      { body: { subject, ...chosen } },
      { onSuccess: ({ fileId }) => look({ fileId, fileName: chosen.fileName }, null) },
    )
  }
  /** Asks how the file would be read: as proposed, or by the mapping as it now stands. */
  function look(sent: SentFile, by: ImportMapping | null, adapterAsked = adapter?.name ?? 'vigil') {
    setFile(sent)
    setMapping(by)
    preview.mutate(
      { body: { subject, adapter: adapterAsked, ...sent, mapping: by } },
      {
        onSuccess(answer) {
          setShown(answer)
          if (by === null) setMapping(answer.mapping)
        },
      },
    )
  }
  function changeAdapter(name: string) {
    setAdapterName(name)
    if (file) look(file, null, name)
  }
  const request = file &&
    adapter && {
      subject,
      adapter: adapter.name,
      ...file,
      mapping: adapter.fields ? mapping : null,
      isAllOrNothing,
      standardPanelId: subject === 'deaths' && panelId ? panelId : null,
    }
  const fileKey = `${subject} ${adapter?.name} ${file?.fileId} ${JSON.stringify(mapping)} ${panelId} ${isAllOrNothing}`
  const likely = adapters.data?.find(({ name }) => name === shown?.looksLike)
  return (
    <div className="vigil-form">
      <PageTitle>Nothing is added until you have seen what would happen. A file imported twice adds nothing.</PageTitle>
      <h2 className="govuk-heading-m">1. What is in the file</h2>
      <RadioGroup
        path="subject"
        label="Records of"
        value={subject}
        words={Object.fromEntries(subjects.map((each) => [each, say(subjectWords, each)]))}
        onChange={(next) => {
          setSubject(next as ImportSubject)
          forgetFile()
        }}
      />
      {adapters.isPending && <Loading what="the kinds of file" />}
      {adapters.error && <ProblemNotice failure={adapters.error} />}
      {fitting.length > 0 && (
        <Select
          path="adapter"
          label="Kind of file"
          value={adapter?.name ?? ''}
          words={Object.fromEntries(fitting.map(({ name, title }) => [name, title]))}
          onChange={changeAdapter}
        />
      )}
      {adapter?.fields && (
        <p className="govuk-body">
          <a className="govuk-link" href={apiAddress('/imports/template.csv', { subject, partnership })} download>
            Download the template for {subject} (CSV)
          </a>
        </p>
      )}
      <h2 className="govuk-heading-m">2. The file</h2>
      <ChooseFile key={subject} onChosen={send} />
      {sending.isPending && <Loading what="the file" />}
      {sending.error && <ProblemNotice failure={sending.error} />}
      {preview.isPending && !shown && <Loading what="the first rows" />}
      {preview.error && <ProblemNotice failure={preview.error} />}
      {shown && file && <ImportPreview preview={shown} />}
      {likely && (
        <div className="govuk-inset-text">
          These are the columns of another kind of file: <strong>{likely.title}</strong>{' '}
          <button type="button" className="vigil-link-button" onClick={() => changeAdapter(likely.name)}>
            Read it as that
          </button>
        </div>
      )}
      {shown && file && adapter?.fields && mapping && (
        <ColumnsForm
          subject={subject}
          fields={adapter.fields}
          preview={withUses(shown, mapping)}
          mapping={mapping}
          onMapping={(next) => look(file, next)}
        />
      )}
      {request && shown && (
        <>
          {subject === 'deaths' && (
            <PanelOfFile
              panelId={panelId}
              onPanel={setPanelId}
              hasCompletion={!mapping || givesField(mapping, 'toxicology_complete_on')}
            />
          )}
          <h2 className="govuk-heading-m">See what would happen</h2>
          <RadioGroup
            path="isAllOrNothing"
            label="If some rows are refused"
            value={String(isAllOrNothing)}
            words={{ false: 'Keep the good rows', true: 'All or nothing: add none unless all are good' }}
            onChange={(next) => setAllOrNothing(next === 'true')}
          />
          <TryOut key={fileKey} request={request} isWaiting={preview.isPending && mapping === null}>
            {(report) => (
              <>
                {importing.error && <ProblemNotice failure={importing.error} />}
                {report.recordsAdded + report.recordsChanged === 0 && (
                  <p className="govuk-body">Nothing would be added, so there is nothing to import.</p>
                )}
                <button
                  type="button"
                  className="govuk-button"
                  disabled={importing.isPending || report.recordsAdded + report.recordsChanged === 0}
                  onClick={() =>
                    importing.mutate(
                      { body: { ...request, isDryRun: false } },
                      {
                        onSuccess: ({ importId }) =>
                          void navigate({ to: '/$partnership/import/$importId', params: { partnership, importId } }),
                      },
                    )
                  }
                >
                  {importing.isPending ? 'Sending…' : `Import ${subject}`}
                </button>
              </>
            )}
          </TryOut>
        </>
      )}
      <EarlierImports />
    </div>
  )
}

function givesField({ columns, constants }: ImportMapping, field: string): boolean {
  return (
    constants[field] !== undefined || Object.values(columns).some((use) => use.as === 'field' && use.field === field)
  )
}

/** What was tried, under the uses as they stand now: the answer to the last change may still be on its way. */
function withUses(preview: PreviewContract, { columns }: ImportMapping): PreviewContract {
  return {
    ...preview,
    columns: preview.columns.map((column) => ({ ...column, use: columns[column.heading] ?? column.use })),
  }
}
