export const staff = {
  nav: {
    label: 'Управление',
    today: 'Сегодня',
    members: 'Люди',
    reports: 'Отчёты',
    catalogue: 'Каталог',
    reviews: 'Отзывы',
    audit: 'Журнал',
  },
  location: 'Локация',
  allLocations: 'Все локации',
  inactiveNamed: '{{name}} (закрыта для бронирования)',
  noLocations: {
    title: 'У вас пока нет локаций',
    text: 'Администратор назначает управляющих локациям, а первую локацию создаёт в каталоге.',
  },
  memberSearch: { placeholder: 'Имя, почта или часть телефона', none: 'Никого не нашлось.' },
}
