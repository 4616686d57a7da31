/* Keys of single pages. Those of every page are read from what listens now. */
export const pageKeys: readonly { keys: string; label: string; where: string }[] = [
  { keys: 'n', label: 'New audience, new push', where: 'Audiences, Activation' },
  { keys: 't', label: 'Choose the period; the menu names its own keys', where: 'Overview' },
  { keys: 'Esc', label: 'Clear the filters', where: 'Overview' },
  { keys: 'j', label: 'Next request', where: 'Governance' },
  { keys: 'k', label: 'Previous request', where: 'Governance' },
  { keys: 'a', label: 'Approve this request', where: 'Governance' },
  { keys: 'r', label: 'Reject this request', where: 'Governance' },
];
