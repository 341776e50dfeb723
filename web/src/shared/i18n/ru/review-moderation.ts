export const reviewModeration = {
  title: 'Отзывы',
  status: { pending: 'На проверке', approved: 'Опубликованы', rejected: 'Отклонены' },
  empty: {
    pending: 'Проверять нечего',
    approved: 'Опубликованных отзывов пока нет',
    rejected: 'Отклонённых отзывов нет',
  },
  approve: 'Опубликовать',
  reject: 'Отклонить',
  done: { approve: 'Опубликовано: прочесть могут все.', reject: 'Отклонено: отзыв видит только автор.' },
}
