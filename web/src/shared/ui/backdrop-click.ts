/**
 * Tells whether a click is on the backdrop of a dialog: it must begin and end there. A selection of text that begins in a field and ends on
 * the backdrop is reported as a click on the dialog, too, and must not close it.
 */
export function backdropClick() {
  let pressed: unknown = null
  return {
    press: (target: unknown) => {
      pressed = target
    },
    isOn: (dialog: unknown, target: unknown): boolean => target === dialog && pressed === dialog,
  }
}
