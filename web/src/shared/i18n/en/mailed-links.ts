export const mailedLinks = {
  reset: {
    title: 'Choose a new password',
    submit: 'Save the password',
    done: 'Your password has been changed. Sign in with the new one.',
    unknown:
      'The connection was lost, so we do not know whether your password was changed. Try to sign in with the new one. If that does not work, save it here again.',
    maybeDone: 'If you have already chosen a new password here, it may be valid: try to sign in with it.',
    noToken: 'This link is incomplete. Open it from the email again, or request a new one.',
    again: 'Request a new link',
  },
  verify: {
    title: 'Your email address',
    question:
      'Did you register with this address, or did our staff make an account for you or enter this address? Then confirm that it is yours. If neither is true, close this page: somebody else has used your address.',
    confirm: 'Confirm the address',
    done: 'Thank you, the address is confirmed.',
    waiting: 'Confirming the address…',
    maybeDone: 'The address may be confirmed already. Your profile shows whether it is.',
    again: 'Request a new link in your profile',
    noPassword:
      'You have no password yet? Choose one with “Forgot your password?”: that also confirms the address.',
    unknown:
      'The connection was lost, so we do not know whether the address is confirmed. Your profile shows whether it is. If it is not, open the link from the email again and press the button.',
    profile: 'Open your profile',
  },
} as const
