/* Keys of single pages. Those of every page are read from what listens now. */
export const pageKeys: readonly { keys: string; label: string; where: string }[] = [
  { keys: 'n', label: 'New audience, new push', where: 'Audiences, Activation' },
  { keys: 't', label: 'Choose the period; the menu names its own keys', where: 'Overview' },
  { keys: 'Esc', label: 'Clear the filters', where: 'Overview' },
  { keys: 'n', label: 'New question', where: 'Explore' },
  { keys: '↑', label: 'Edit the last question, in the empty box', where: 'Explore' },
  { keys: '@', label: 'Complete the name of a field, in the box', where: 'Explore' },
  { keys: 'Ctrl Enter', label: 'Run the statement', where: 'Explore, SQL' },
  { keys: 'j', label: 'Next request', where: 'Governance' },
  { keys: 'k', label: 'Previous request', where: 'Governance' },
  { keys: 'a', label: 'Approve this request', where: 'Governance' },
  { keys: 'r', label: 'Reject this request', where: 'Governance' },
];
