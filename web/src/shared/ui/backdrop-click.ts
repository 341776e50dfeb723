/**
 * Whether a click on a dialog's element is one on its backdrop. The browser reports a click on the element that contains both ends of it: a
 * selection of text that begins in a field and ends outside the dialog would close it.
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
