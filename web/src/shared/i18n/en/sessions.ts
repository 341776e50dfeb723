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
    otherTitle: 'Somebody else has signed in in this browser',
    text: 'Your session has ended. Sign in again to continue.',
    kept: 'Nothing on this page is lost. Enter your password to continue where you left off.',
    other: 'Sign in as somebody else',
  },
  signUp: {
    title: 'Sign up',
    submit: 'Create account',
    welcome: 'Welcome, {{name}}!',
    unknown:
      'The connection was lost, so we do not know whether your account was created. Try to sign in with this email and password. If that does not work, sign up again.',
    hasAccount: 'Already have an account?',
  },
  forgot: {
    title: 'Forgot your password?',
    text: 'Enter your email, and we will send you a link to choose a new password.',
    submit: 'Send the link',
    sent: 'If an account with this email exists, we have sent the link. It works for one hour.',
    back: 'Back to sign-in',
  },
} as const
