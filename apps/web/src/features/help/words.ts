/* The words that the pages use, as docs/glossary.md means them. */
export const words: readonly [word: string, meaning: string][] = [
  ['Account', 'An account on an ad platform that pushes may be sent to.'],
  ['Approval', 'The decision of another person that a push may be sent, exactly as it was shown to them.'],
  ['Audience', 'A named set of customers, defined by rules. Each save is a version.'],
  [
    'Consent',
    'What an identifier agreed to. The last record counts, and a withdrawal outweighs every grant. It is asked again at the moment of sending.',
  ],
  ['Conversion rate', 'Sessions with a purchase, divided by all sessions.'],
  [
    'Chat',
    'Questions in a row, each of which may be about the one before. Kept, and yours until you share it.',
  ],
  ['Digest', 'A fingerprint of all that an approval is about. When anything changes, so does it.'],
  ['Holdout', 'A share of an audience that is kept back to measure the effect; the same people each time.'],
  ['Identifier', 'An e-mail address or phone number of a customer. It is sent only as a hash.'],
  ['List', 'What a platform holds of an audience: a customer list that we made there.'],
  ['Match rate', 'The share of a list that the platform says it knows.'],
  ['Membership', 'How long people stay on a list unless a push renews it.'],
  ['Push', 'Sending an audience to a list. It is asked for, approved, sent, and ends in a receipt.'],
  [
    'Receipt',
    'What became of every person of a push: sent, already on the list, held out, no consent, no usable identifier, duplicate, rejected, failed or not sent. The terms add up to the audience.',
  ],
  ['Session', 'One visit: what a visitor did without a pause of 30 minutes or more.'],
  ['Sandbox', 'A simulated platform that keeps what it is sent. Nobody is reached.'],
  ['Version', 'A saved state of an audience’s rules. A push names the one that it sends.'],
];
