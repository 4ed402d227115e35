import { useState } from 'react'
import { ErrorSummary } from '../ui/ErrorSummary.tsx'
import { TextField } from '../ui/Field.tsx'
import { type ChosenFile, readFile, readPasted } from './chosenFile.ts'

/** A file from this computer, or rows pasted from a spreadsheet. */
export function ChooseFile({ onChosen }: { onChosen: (chosen: ChosenFile) => void }) {
  const [pasted, setPasted] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)

  function take(reading: Promise<ChosenFile>) {
    setWrong(null)
    reading.then(onChosen).catch((failure: Error) => setWrong(failure.message))
  }
  return (
    <>
      {wrong && <ErrorSummary errors={[{ path: 'file', message: wrong }]} />}
      <div className="govuk-form-group">
        <label className="govuk-label" htmlFor="file">
          Choose a file
        </label>
        <div className="govuk-hint" id="file-hint">
          CSV in any usual encoding; GeoJSON or TopoJSON for areas. A spreadsheet (.xlsx): save it as CSV, or paste
          below.
        </div>
        <input
          className="govuk-file-upload"
          id="file"
          type="file"
          aria-describedby="file-hint"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) take(readFile(file))
          }}
        />
      </div>
      <TextField
        path="pasted"
        label="Or paste rows from a spreadsheet"
        hint="With the row of headings first"
        isLong
        value={pasted}
        onChange={setPasted}
      />
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        disabled={pasted.trim() === ''}
        onClick={() => take(readPasted(pasted))}
      >
        Use the pasted rows
      </button>
    </>
  )
}
