export const linkClass = 'w-fit rounded font-medium text-brand-strong underline underline-offset-4'
