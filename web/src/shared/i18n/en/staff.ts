export const staff = {
  nav: {
    label: 'Staff',
    today: 'Today',
    members: 'People',
    shifts: 'Till',
    reports: 'Reports',
    catalogue: 'Catalogue',
    reviews: 'Reviews',
    audit: 'Audit trail',
  },
  location: 'Location',
  deletedPerson: 'Deleted account',
  openShift: 'Open your shift',
  allLocations: 'All locations',
  inactiveNamed: '{{name}} (not open for booking)',
  otherLocation:
    'The link names a location that was deleted or that you do not manage. This page shows {{name}}.',
  noLocations: {
    title: 'You do not manage any locations yet',
    text: 'An administrator assigns managers to locations and creates the first location in the catalogue.',
  },
  newPerson: {
    title: 'New person',
    name: 'First and last name',
    contact: 'Phone or email',
    hint: 'If you enter an email, we send the person a link to confirm it; then the person can set a password with “Forgot your password?” and use the account. With only a phone number, only staff can use the account.',
    submit: 'Add',
    back: 'Find a member',
    done: 'Added: {{name}}',
  },
  memberSearch: {
    placeholder: 'Name, email or phone',
    none: 'Nobody found.',
    more: 'There are more people: type more of the name, email or phone.',
    blocked: 'Blocked',
  },
} as const
