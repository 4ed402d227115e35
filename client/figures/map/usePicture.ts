import type { ComponentProps } from 'react'
import { usePartnership } from '../../api/partnership.ts'
import { sayProvenance } from '../../ui/Figure.tsx'
import type { MapSearch } from './mapSearch.ts'
import type { SaveMapPicture } from './SaveMapPicture.tsx'
import type { MapAnswers } from './useMapAnswers.ts'

interface Shown {
  title: string
  chosen: string
  events: string
}

/** What a picture of the map says of itself: whose it is, what was chosen, what was counted and by when, and where the ground is from. */
export function usePicture(
  { known }: MapSearch,
  { title, chosen, events }: Shown,
  { isDescribed, isSheet, answer, description, sheet, basemap, isDrawn }: MapAnswers,
): ComponentProps<typeof SaveMapPicture> {
  const { name, slug, today, isSynthetic } = usePartnership()
  const shown = (isSheet ? sheet : isDescribed ? description : answer).data
  return {
    heading: `${title}: ${name}`,
    chosen,
    notes: [
      isSynthetic ? 'Synthetic data: nothing here is about a real person or place.' : [],
      shown ? sayProvenance(shown.provenance) : [],
      basemap ? `${basemap.attribution}.` : [],
      'A signal is a statistical flag, not an alert.',
    ].flat(),
    isDrawn: isDrawn && basemap !== undefined && shown !== undefined,
    fileName: `map-of-${events}-${slug}-${known ?? today}`,
  }
}
