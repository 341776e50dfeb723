export const linkClass =
  'w-fit rounded pointer-coarse:py-3 font-medium text-brand-strong underline underline-offset-4'
