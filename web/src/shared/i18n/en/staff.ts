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
  memberSearch: { placeholder: 'Name, email or part of a phone', none: 'Nobody found.' },
} as const
