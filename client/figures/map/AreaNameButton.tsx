interface AreaNameButtonProps {
  area: { areaId: string; name: string }
  picked: string | undefined
  onPick: (areaId: string) => void
}

/** The name of an area in a table, which marks it on the map. On paper it is a name like any other. */
export function AreaNameButton({ area: { areaId, name }, picked, onPick }: AreaNameButtonProps) {
  return (
    <button
      type="button"
      className="vigil-link-button vigil-name-button"
      aria-pressed={areaId === picked}
      onClick={() => onPick(areaId)}
    >
      {name}
    </button>
  )
}
