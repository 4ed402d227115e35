interface HeldScaleNoteProps {
  words: string
  onLetGo: () => void
}

/** In a legend: that one scale holds for all the time that is gone through, and the way back to the scale of the period shown. */
export function HeldScaleNote({ words, onLetGo }: HeldScaleNoteProps) {
  return (
    <li className="vigil-legend__held">
      <span>
        <strong>{words}</strong>{' '}
        <button type="button" className="vigil-link-button" onClick={onLetGo}>
          Scale of this period alone
        </button>
      </span>
    </li>
  )
}
