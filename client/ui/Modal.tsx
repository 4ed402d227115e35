import { type ReactNode, useEffect, useRef } from 'react'

interface ModalProps {
  title: string
  onClose: () => void
  children: ReactNode
}

/** A question that must be answered before going on. The browser keeps the focus inside and everything else away. */
export function Modal({ title, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(function open() {
    const opened = dialog.current
    opened?.showModal()
    return () => opened?.close()
  }, [])
  return (
    <dialog
      className="vigil-modal"
      ref={dialog}
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 className="govuk-heading-m" id="modal-title">
        {title}
      </h2>
      {children}
    </dialog>
  )
}
