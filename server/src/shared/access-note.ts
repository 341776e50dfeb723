/** A location or space as its staff see it, with the access note where there is one. Pure. */
export const withAccessNote = <Row extends { accessNote: string }>({ accessNote, ...row }: Row) => ({
  ...row,
  ...(accessNote !== '' && { accessNote }),
})
