import { useState } from 'react'

interface SureButtonProps {
  words: string
  sure: string
  onSure: () => Promise<void>
}

/** What cannot be undone takes two presses. */
export function SureButton({ words, sure, onSure }: SureButtonProps) {
  const [isSure, setSure] = useState(false)
  return (
    <button
      type="button"
      className={`report-button ${isSure ? 'report-button--warn' : 'report-button--quiet'}`}
      onClick={() => (isSure ? void onSure() : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {isSure ? sure : words}
    </button>
  )
}
