export const linkClass =
  'w-fit rounded pointer-coarse:py-2.5 font-medium text-brand-strong underline underline-offset-4'
