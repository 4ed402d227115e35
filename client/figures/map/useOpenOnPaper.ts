import { type RefObject, useEffect } from 'react'

/** Opens what is folded while the page is printed. */
export function useOpenOnPaper(box: RefObject<HTMLDetailsElement | null>) {
  useEffect(
    function openForPrinting() {
      let wasOpen = false
      const open = () => {
        if (!box.current) return
        wasOpen = box.current.open
        box.current.open = true
      }
      const restore = () => {
        if (box.current) box.current.open = wasOpen
      }
      addEventListener('beforeprint', open)
      addEventListener('afterprint', restore)
      return function stop() {
        removeEventListener('beforeprint', open)
        removeEventListener('afterprint', restore)
      }
    },
    [box],
  )
}
