/** The habits of a member. The probabilities are for one day. */
type Habit = {
  /** The probability of a visit on a workday. */
  workday: number
  /** The probability of a visit on a day off. */
  dayOff: number
  /** The probability of a meeting. */
  meetings: number
  /** The probability of a call from a booth. */
  calls: number
  /** Earliest and latest arrival in minutes of the day, and the length of the stay. */
  arrival: [number, number]
  stay: [number, number]
  /** How many days ahead a desk is booked. */
  daysAhead: [number, number]
  /** The top-up when the balance is low, in kopecks. */
  topUp: number
}

const hour = 60

const habits = {
  resident: {
    workday: 0.85,
    dayOff: 0.1,
    meetings: 0.25,
    calls: 0.35,
    arrival: [9 * hour, 10.5 * hour],
    stay: [7 * hour, 9 * hour],
    daysAhead: [2, 20],
    topUp: 1_500_000,
  },
  lead: {
    workday: 0.7,
    dayOff: 0.05,
    meetings: 0.95,
    calls: 0.2,
    arrival: [9 * hour, 11 * hour],
    stay: [6 * hour, 9 * hour],
    daysAhead: [2, 18],
    topUp: 3_000_000,
  },
  regular: {
    workday: 0.55,
    dayOff: 0.15,
    meetings: 0.15,
    calls: 0.2,
    arrival: [10 * hour, 14 * hour],
    stay: [3 * hour, 8 * hour],
    daysAhead: [0, 12],
    topUp: 500_000,
  },
  guest: {
    workday: 0.2,
    dayOff: 0.25,
    meetings: 0.1,
    calls: 0.1,
    arrival: [11 * hour, 17 * hour],
    stay: [2 * hour, 4 * hour],
    daysAhead: [0, 7],
    topUp: 300_000,
  },
} satisfies Record<string, Habit>

export type Member = { name: string; firstName: string; lastName: string; habit: Habit }

const member = (habit: keyof typeof habits, name: string, firstName: string, lastName: string): Member => ({
  name,
  firstName,
  lastName,
  habit: habits[habit],
})

/** The member whose account is printed at the start. */
export const exampleMember = member('lead', 'anna', 'Анна', 'Соколова')

/** `name` is the part before the @ of the email. */
export const members: Member[] = [
  exampleMember,
  member('lead', 'dmitry', 'Дмитрий', 'Волков'),
  member('lead', 'ekaterina', 'Екатерина', 'Морозова'),
  member('lead', 'artem', 'Артём', 'Лебедев'),
  member('lead', 'yulia', 'Юлия', 'Крылова'),
  member('lead', 'timur', 'Тимур', 'Галиев'),
  member('resident', 'ivan', 'Иван', 'Кузнецов'),
  member('resident', 'maria', 'Мария', 'Попова'),
  member('resident', 'alexey', 'Алексей', 'Новиков'),
  member('resident', 'olga', 'Ольга', 'Фёдорова'),
  member('resident', 'sergey', 'Сергей', 'Козлов'),
  member('resident', 'natalia', 'Наталья', 'Орлова'),
  member('resident', 'nikita', 'Никита', 'Зайцев'),
  member('resident', 'daria', 'Дарья', 'Павлова'),
  member('resident', 'mikhail', 'Михаил', 'Беляев'),
  member('resident', 'ksenia', 'Ксения', 'Громова'),
  member('resident', 'roman', 'Роман', 'Титов'),
  member('resident', 'aigul', 'Айгуль', 'Сафина'),
  member('regular', 'elena', 'Елена', 'Виноградова'),
  member('regular', 'andrey', 'Андрей', 'Смирнов'),
  member('regular', 'polina', 'Полина', 'Королёва'),
  member('regular', 'vladimir', 'Владимир', 'Егоров'),
  member('regular', 'irina', 'Ирина', 'Степанова'),
  member('regular', 'kirill', 'Кирилл', 'Макаров'),
  member('regular', 'sofia', 'София', 'Андреева'),
  member('regular', 'gleb', 'Глеб', 'Никитин'),
  member('regular', 'alina', 'Алина', 'Захарова'),
  member('regular', 'pavel', 'Павел', 'Борисов'),
  member('regular', 'vera', 'Вера', 'Кириллова'),
  member('regular', 'stepan', 'Степан', 'Жуков'),
  member('guest', 'tatiana', 'Татьяна', 'Мельникова'),
  member('guest', 'georgy', 'Георгий', 'Давыдов'),
  member('guest', 'lidia', 'Лидия', 'Осипова'),
  member('guest', 'maxim', 'Максим', 'Тарасов'),
  member('guest', 'varvara', 'Варвара', 'Щукина'),
  member('guest', 'ruslan', 'Руслан', 'Ахметов'),
]

const walkIn = (name: [string, string], phone: string, note: string, tags: string[], cash: number) => {
  const [firstName, lastName] = name
  return { firstName, lastName, phone, note, tags, cash }
}

/** People who came without an account or a booking, and have no email. */
export const walkIns = [
  walkIn(['Борис', 'Чащин'], '+79215550101', 'Просит место у окна.', ['у окна'], 200_000),
  walkIn(['Нина', 'Рябова'], '+79215550102', 'Приходит с собакой, собака спокойная.', ['с собакой'], 150_000),
  walkIn(['Фарид', 'Каримов'], '+79215550103', '', [], 300_000),
]

/** A second account of a member, which is merged into the first one. */
export const secondAccount = {
  of: 'olga',
  ...walkIn(['Ольга', 'Фёдорова'], '+79215550104', 'Просит чек на бумаге.', ['бумажный чек'], 100_000),
}

export const manager = { name: 'manager', firstName: 'Марина', lastName: 'Ветрова' }
export const administrator = { name: 'admin', firstName: 'Олег', lastName: 'Типографов' }

export const emailOf = ({ name }: { name: string }): string => `${name}@demo.coworking`

/** The password of every demo account; it is printed at the start, so the demo must not run where others can reach it. */
export const demoPassword = 'demo-coworking'
