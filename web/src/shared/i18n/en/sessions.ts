export const sessions = {
  email: 'Email',
  password: 'Password',
  newPassword: 'New password',
  passwordHint: 'At least 10 characters',
  firstName: 'First name',
  lastName: 'Last name',
  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    forgot: 'Forgot your password?',
    noAccount: 'No account yet?',
  },
  ended: {
    title: 'Your session has ended',
    text: 'Your session has ended. Sign in again to go on.',
    kept: 'Nothing on this page is lost. Enter your password, and go on where you were.',
    other: 'Sign in as somebody else',
  },
  signUp: {
    title: 'Sign up',
    submit: 'Create the account',
    welcome: 'Welcome, {{name}}!',
    hasAccount: 'Already have an account?',
  },
  forgot: {
    title: 'Forgot your password?',
    text: 'Enter your email, and we will send you a link to choose a new password.',
    submit: 'Send the link',
    sent: 'If there is an account with this email, the link is on its way. It works for an hour.',
  },
  reset: {
    title: 'Choose a new password',
    submit: 'Save the password',
    done: 'The password is changed. Sign in with the new one.',
    noToken: 'This link is incomplete. Open it from the mail again, or ask for a new one.',
    again: 'Ask for a new link',
  },
  verify: {
    title: 'Your email address',
    done: 'Thank you, the address is confirmed.',
    waiting: 'Confirming the address…',
  },
} as const
