import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { call, signIn } from './api.ts'

// The demo coworking is in Russian. For pictures of the English screens its names are replaced by English ones through the API.

const namesOfSpaces: [RegExp, string][] = [
  [/^Стол /, 'Desk '],
  [/^Переговорная «Петит»/, 'Meeting room “Petite”'],
  [/^Переговорная «Курсив»/, 'Meeting room “Italic”'],
  [/^Переговорная «Кегль»/, 'Meeting room “Point”'],
  [/^Переговорная «Гротеск»/, 'Meeting room “Grotesque”'],
  [/^Переговорная «Антиква»/, 'Meeting room “Roman”'],
  [/^Переговорная «Разворот»/, 'Meeting room “Spread”'],
  [/^Кабинка «Точка»/, 'Booth “Full stop”'],
  [/^Кабинка «Запятая»/, 'Booth “Comma”'],
  [/^Кабинка «Тире»/, 'Booth “Dash”'],
  [/^Кабинка «Скобка»/, 'Booth “Bracket”'],
  [/^Кабинет «Редакция»/, 'Office “Editors”'],
  [/^Кабинет «Корректорская»/, 'Office “Proofreaders”'],
  [/^Зал «Печатный цех»/, 'Hall “Press room”'],
]
const amenities: Record<string, string> = {
  розетки: 'sockets',
  монитор: 'monitor',
  экран: 'screen',
  проектор: 'projector',
  видеосвязь: 'video calls',
  флипчарт: 'flip chart',
  'тихая зона': 'quiet',
  'у окна': 'at the window',
  'маркерная доска': 'whiteboard',
}
const letters = new Map([
  ...[...'абвгдезийклмнопрстуфыэ'].map((each, at): [string, string] => [
    each,
    [...'abvgdeziyklmnoprstufye'][at] ?? '',
  ]),
  ...Object.entries({
    ё: 'yo',
    ж: 'zh',
    х: 'kh',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'shch',
    ь: '',
    ъ: '',
    ю: 'yu',
    я: 'ya',
  }),
])

/** Transliterates a name: `Анна` becomes `Anna`. */
function transliterate(name: string): string {
  const text = [...name.toLowerCase()].map((each) => letters.get(each) ?? each).join('')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

type Space = { id: string; name: string; amenities: string[] }
type User = { id: string; firstName: string; lastName: string }

export async function translateDemo(url: string): Promise<void> {
  const token = await signIn(url, adminEmail, adminPassword)
  const all = async <T>(path: string) =>
    (await call<{ items: T[] }>(url, 'GET', `${path}?limit=1000`, { token })).items
  const change = (path: string, body: object) => call(url, 'PATCH', path, { token, body })
  for (const { id } of await all<{ id: string }>('locations'))
    await change(`locations/${id}`, {
      name: 'The Printing House',
      address: 'Moscow, Maly Tipografsky 7',
      description: '',
    })
  for (const space of await all<Space>('spaces')) {
    const name = namesOfSpaces.reduce((text, [from, to]) => text.replace(from, to), space.name)
    // A Russian amenity without a translation is left out.
    const english = space.amenities.flatMap((each) => (/[а-я]/.test(each) ? (amenities[each] ?? []) : each))
    await change(`spaces/${space.id}`, { name, amenities: english, description: '' })
  }
  for (const { id, firstName, lastName } of await all<User>('users'))
    await change(`users/${id}`, { firstName: transliterate(firstName), lastName: transliterate(lastName) })
}
