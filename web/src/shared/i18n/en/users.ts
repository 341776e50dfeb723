export const users = {
  title: 'Profile',
  about: {
    title: 'About you',
    firstName: 'First name',
    lastName: 'Last name',
    phone: 'Phone',
    phoneHint: 'Optional. Our staff can find you by it and call you.',
    language: 'Email language',
    email: 'Email',
    verified: 'Confirmed',
    unverified: 'Not confirmed yet: open the link in the email that we sent, and press the button there.',
    wrongAddress:
      'Is the address wrong? It cannot be changed: sign up with the right one, and ask at the front desk to merge the two accounts.',
    sendAgain: 'Send the link again',
    sentAgain: 'The link has been sent',
    done: 'Saved',
  },
  password: {
    title: 'Password',
    current: 'Current password',
    next: 'New password',
    hint: 'At least 10 characters. You will be signed out everywhere else.',
    submit: 'Change the password',
    unknown:
      'The connection was lost, so we do not know whether your password was changed. Try again: if your current password is refused as wrong, the new one is valid already.',
    done: 'Your password has been changed. You are signed out everywhere else.',
  },
  sessions: {
    title: 'Where you are signed in',
    current: 'This browser',
    since: 'Since {{from}}, last active {{last}}',
    unknown: 'Unknown device',
    end: 'End session',
    endNamed: 'End session: {{name}}, since {{from}}',
    ended: 'Session ended',
  },
  data: {
    title: 'Your data',
    text: 'Your data in one file: profile, bookings, money, reviews, emails, sessions.',
    submit: 'Download my data',
    deletion: 'To have your account deleted, ask at the front desk.',
  },
} as const
