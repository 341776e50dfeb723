export const reviewModeration = {
  title: 'Отзывы',
  status: { pending: 'На проверке', approved: 'Опубликованы', rejected: 'Отклонены' },
  empty: {
    pending: 'Отзывов на проверке нет',
    approved: 'Опубликованных отзывов пока нет',
    rejected: 'Отклонённых отзывов нет',
  },
  approve: 'Опубликовать',
  reject: 'Отклонить',
  confirm: {
    title: 'Отклонить отзыв?',
    text: 'Он не будет опубликован: его увидит только автор.',
    canUndo: 'Отзыв отклонён: {{name}}',
  },
  done: { approve: 'Опубликовано: прочесть могут все.', reject: 'Отклонено: отзыв видит только автор.' },
}
