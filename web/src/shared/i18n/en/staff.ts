export const staff = {
  nav: {
    label: 'Staff',
    today: 'Today',
    members: 'People',
    reports: 'Reports',
    catalogue: 'Catalogue',
    reviews: 'Reviews',
    audit: 'Audit trail',
  },
  location: 'Location',
  allLocations: 'All locations',
  inactiveNamed: '{{name}} (not open)',
  noLocations: {
    title: 'You run no location yet',
    text: 'An administrator assigns managers to locations, or sets the first one up in the catalogue.',
  },
  newPerson: {
    title: 'New person',
    name: 'First and last name',
    contact: 'Phone or email',
    hint: 'The person can take the account over later, by a link sent to the email.',
    submit: 'Add',
    back: 'Find a member',
    done: 'Added: {{name}}',
  },
  memberSearch: { placeholder: 'Name, email or part of a phone', none: 'Nobody found.' },
} as const
