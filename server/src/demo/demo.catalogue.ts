import type { NewLocation } from '../modules/locations/location.schema.ts'
import type { OpeningHours } from '../modules/schedule/schedule.schema.ts'
import type { NewSpace } from '../modules/spaces/space.schema.ts'
import { timeTextOf } from '../shared/local-time.ts'
import { hoursOfWeekday, timeZone, weekend, workdays } from './demo.calendar.ts'
import type { TariffName } from './demo.tariffs.ts'

/** A space without the ids of a location and a tariff, which a database gives it. */
export type DemoSpace = Omit<NewSpace, 'locationId' | 'tariffId'> & { tariff: TariffName }

export const location = {
  name: 'Коворкинг «Типография»',
  address: 'Москва, Малый Типографский переулок, 7, стр. 2, 3-й этаж',
  description:
    'Бывший печатный цех с кирпичными стенами и окнами в пол. Сорок рабочих столов, переговорные, кабинки для звонков, два кабинета и зал на восемьдесят человек. Кофе, принтер и душ — для всех.',
  accessNote: 'Вход со двора, домофон 21. Третий этаж, стойка — сразу у лифта.',
  timeZone,
  currency: 'RUB',
} satisfies NewLocation

export const openingHours: OpeningHours = {
  weekly: [...workdays, ...weekend].map((weekday) => {
    const { opens, closes } = hoursOfWeekday(weekday)
    return { weekday, opens: timeTextOf(opens), closes: timeTextOf(closes) }
  }),
}

const zones = [
  {
    desks: 24,
    note: 'Наборный зал: общий зал у больших окон, можно разговаривать вполголоса.',
    amenities: ['Wi-Fi', 'розетки', 'монитор'],
  },
  {
    desks: 10,
    note: 'Читальня: тихая зона, звонки — только из кабинок.',
    amenities: ['Wi-Fi', 'розетки', 'тихая зона', 'настольная лампа'],
  },
  {
    desks: 6,
    note: 'Антресоль: столы с регулировкой высоты, вид на весь зал.',
    amenities: ['Wi-Fi', 'розетки', 'монитор', 'стол с подъёмом'],
  },
]

const desks = zones
  .flatMap(({ desks, note, amenities }) => Array.from({ length: desks }, () => ({ note, amenities })))
  .map(({ note, amenities }, index): DemoSpace => {
    const atWindow = index % 4 === 0
    return {
      name: `Стол ${String(index + 1).padStart(2, '0')}`,
      type: 'desk',
      capacity: 1,
      tariff: 'desk',
      description: atWindow ? `${note} Место у окна.` : note,
      amenities: atWindow ? [...amenities, 'у окна'] : amenities,
    }
  })

const meetingRoom = (
  name: string,
  capacity: number,
  description: string,
  amenities: string[],
): DemoSpace => ({
  name: `Переговорная «${name}»`,
  type: 'meeting_room',
  capacity,
  tariff: capacity > 8 ? 'large-room' : 'room',
  description,
  amenities: ['Wi-Fi', 'маркерная доска', ...amenities],
  // This is the time to air the room and wipe the board.
  bufferAfterMinutes: 15,
})

const phoneBooth = (name: string): DemoSpace => ({
  name: `Кабинка «${name}»`,
  type: 'phone_booth',
  capacity: 1,
  tariff: 'booth',
  description: 'Звукоизолированная кабинка для звонков. Если не отметиться в первые 15 минут, бронь сгорает.',
  amenities: ['Wi-Fi', 'розетки', 'звукоизоляция', 'вентиляция'],
  requiresCheckIn: true,
})

const office = (name: string, capacity: number, description: string): DemoSpace => ({
  name: `Кабинет «${name}»`,
  type: 'private_office',
  capacity,
  tariff: 'office',
  description,
  accessNote: 'Ключ выдают на стойке по паспорту; уходя, верните его.',
  amenities: ['Wi-Fi', 'розетки', 'монитор', 'сейф', 'дверь с замком'],
})

const hall: DemoSpace = {
  name: 'Зал «Печатный цех»',
  accessNote: 'Для гостей — отдельный вход с переулка, его открывают за полчаса до начала.',
  type: 'event_space',
  capacity: 80,
  tariff: 'hall',
  description:
    'Зал для лекций, показов и праздников: сцена, свет, звук. Заявку подтверждает управляющий; час до и час после уходят на расстановку и уборку.',
  amenities: ['Wi-Fi', 'проектор', 'звук', 'микрофоны', 'сцена', 'кофе-пауза'],
  bufferBeforeMinutes: 60,
  bufferAfterMinutes: 60,
  requiresApproval: true,
}

export const spaces: DemoSpace[] = [
  ...desks,
  meetingRoom('Петит', 4, 'Маленькая комната для разговора вдвоём или вчетвером.', ['экран']),
  meetingRoom('Курсив', 4, 'Светлая комната с диваном, хороша для собеседований.', ['экран']),
  meetingRoom('Кегль', 6, 'Круглый стол и экран для видеовстреч.', ['экран', 'видеосвязь']),
  meetingRoom('Гротеск', 8, 'Длинный стол, стена-доска, видеосвязь.', ['экран', 'видеосвязь']),
  meetingRoom('Антиква', 10, 'Большая комната с окнами во двор.', ['проектор', 'видеосвязь']),
  meetingRoom('Разворот', 14, 'Для стратегических сессий: столы двигаются, есть флипчарты.', [
    'проектор',
    'видеосвязь',
    'флипчарт',
  ]),
  phoneBooth('Точка'),
  phoneBooth('Запятая'),
  phoneBooth('Тире'),
  phoneBooth('Скобка'),
  office('Редакция', 6, 'Кабинет на шестерых, окна на переулок.'),
  office('Корректорская', 4, 'Тихий кабинет на четверых с отдельным входом.'),
  hall,
]
