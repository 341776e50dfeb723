import type { NewTariff } from '../modules/tariffs/tariff.schema.ts'
import { weekend, workdays } from './demo.calendar.ts'

// Rates are in kopecks.
const roubles = 100

const evening = (hourlyRate: number, from = '19:00') => ({
  weekdays: workdays,
  from,
  to: '22:00',
  hourlyRate,
  label: 'Вечер',
})
const daysOff = (hourlyRate: number) => ({
  weekdays: weekend,
  from: '00:00',
  to: '24:00',
  hourlyRate,
  label: 'Выходные',
})

// The longest opening time of a day, in minutes. No booking lasts over the night, because the coworking is closed then.
const wholeDay = 14 * 60

const roomPolicy = {
  minMinutes: 30,
  maxMinutes: wholeDay,
  stepMinutes: 30,
  maxAdvanceDays: 90,
  cancellation: [
    { hoursBefore: 24, refundPercent: 100 },
    { hoursBefore: 4, refundPercent: 50 },
  ],
}

export const tariffs = {
  desk: {
    name: 'Рабочий стол',
    hourlyRate: 250 * roubles,
    dailyCap: 1_200 * roubles,
    rules: [evening(150 * roubles), daysOff(180 * roubles)],
    minMinutes: 60,
    maxMinutes: wholeDay,
    stepMinutes: 30,
    maxAdvanceDays: 60,
    cancellation: [
      { hoursBefore: 12, refundPercent: 100 },
      { hoursBefore: 2, refundPercent: 50 },
    ],
  },
  room: {
    name: 'Переговорная',
    hourlyRate: 1_200 * roubles,
    dailyCap: 7_000 * roubles,
    rules: [evening(900 * roubles), daysOff(1_000 * roubles)],
    ...roomPolicy,
  },
  'large-room': {
    name: 'Большая переговорная',
    hourlyRate: 2_200 * roubles,
    dailyCap: 13_000 * roubles,
    rules: [evening(1_600 * roubles), daysOff(1_800 * roubles)],
    ...roomPolicy,
  },
  booth: {
    name: 'Кабинка для звонков',
    hourlyRate: 300 * roubles,
    dailyCap: 1_500 * roubles,
    rules: [evening(200 * roubles), daysOff(200 * roubles)],
    minMinutes: 15,
    maxMinutes: 120,
    stepMinutes: 15,
    maxAdvanceDays: 14,
    cancellation: [{ hoursBefore: 1, refundPercent: 100 }],
  },
  office: {
    name: 'Кабинет',
    hourlyRate: 900 * roubles,
    dailyCap: 6_500 * roubles,
    rules: [evening(600 * roubles), daysOff(700 * roubles)],
    minMinutes: 240,
    maxMinutes: wholeDay,
    stepMinutes: 60,
    maxAdvanceDays: 180,
    cancellation: [
      { hoursBefore: 72, refundPercent: 100 },
      { hoursBefore: 24, refundPercent: 50 },
    ],
  },
  hall: {
    name: 'Зал для мероприятий',
    hourlyRate: 5_000 * roubles,
    dailyCap: 55_000 * roubles,
    rules: [evening(6_500 * roubles, '18:00'), daysOff(7_000 * roubles)],
    minMinutes: 120,
    maxMinutes: 720,
    stepMinutes: 60,
    minLeadMinutes: 24 * 60,
    maxAdvanceDays: 365,
    cancellation: [
      { hoursBefore: 168, refundPercent: 100 },
      { hoursBefore: 72, refundPercent: 50 },
      { hoursBefore: 24, refundPercent: 20 },
    ],
  },
} satisfies Record<string, NewTariff>

export type TariffName = keyof typeof tariffs
