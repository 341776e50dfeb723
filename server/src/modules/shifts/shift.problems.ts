import Type from 'typebox'
import { Uuid } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'

export const shiftOpen = defineProblem(
  'shift_open',
  409,
  {
    en: 'You have an open shift: close it before you open another',
    ru: 'У вас уже открыта смена: закройте её, прежде чем открывать новую',
  },
  {
    extras: Type.Object({ shiftId: Uuid, locationId: Uuid }),
    constraints: ['shifts_open_key'],
  },
)

export const shiftRequired = defineProblem('shift_required', 409, {
  en: 'Cash is taken and paid out here only in an open shift in its currency',
  ru: 'Наличные здесь принимают и выдают только при открытой смене в этой валюте',
})

/** A `shift_required` for an actor who has no open shift at the location. */
export const noOpenShift = () =>
  shiftRequired({
    en: 'You have no open shift here: open one first',
    ru: 'У вас здесь нет открытой смены: сначала откройте её',
  })

/** A `shift_required` for cash in another currency than that of the actor's open shift. */
export const otherCurrencyOfShift = (currency: string, shiftCurrency: string) =>
  shiftRequired({
    en: `Cash in ${currency} is not taken or paid out here: your open shift is in ${shiftCurrency}`,
    ru: `Наличные в ${currency} здесь не принимают и не выдают: ваша открытая смена ведётся в ${shiftCurrency}`,
  })
