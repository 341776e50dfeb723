/** A place as responses to its staff show it: how to get in, where something is written. Pure. */
export const withAccessNote = <Row extends { accessNote: string }>({ accessNote, ...row }: Row) => ({
  ...row,
  ...(accessNote !== '' && { accessNote }),
})
