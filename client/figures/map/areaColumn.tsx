import type { Column } from '../../ui/Table.tsx'

interface NamedArea {
  areaId: string
  name: string
}

/** The column of the areas, in every table beside the map: a name that marks its area on the map. On paper it is a name like any other. */
export function areaColumn<Row extends NamedArea>(
  picked: string | undefined,
  onPick: (areaId: string) => void,
): Column<Row> {
  return {
    heading: 'Area',
    isRowHeading: true,
    cell: ({ areaId, name }) => (
      <button
        type="button"
        className="vigil-link-button vigil-name-button"
        aria-pressed={areaId === picked}
        onClick={() => onPick(areaId)}
      >
        {name}
      </button>
    ),
  }
}
