/** Texts of plans, purchases and free downloads. */
export const purchasesInEnglish = {
  title: 'Purchases of your account',
  none: 'Nothing was bought for this account.',
  never: 'no end',
  headings: { name: 'What', store: 'From', state: 'State', start: 'Since', end: 'Until', counts: 'Counts here', order: 'Order' },
  stores: {
    google: 'Google Play',
    apple: 'App Store',
    huawei: 'AppGallery',
    amazon: 'Amazon',
    fastspring: 'web shop',
    promo: 'promo code',
    grant: 'the operator',
  },
  states: {
    active: 'active',
    cancelled: 'cancelled, runs to its end',
    in_grace_period: 'waits for payment',
    on_hold: 'on hold',
    paused: 'paused',
    expired: 'expired',
    undefined: 'unknown',
  },
  reasons: {
    everywhere: 'yes, everywhere',
    'store-only': 'on devices of its store',
    'nothing-here': 'only in the app',
    'unknown-product': 'no: unknown product',
    over: 'no: over',
    refunded: 'no: money given back',
    gone: 'no: its store has forgotten it',
    expired: 'no: over',
    invalid: 'no: its store refuses it',
    empty: 'no: not in the receipt',
    pending: 'no: not paid yet',
    sandbox: 'no: a test purchase',
    replaced: 'no: another took its place',
    withdrawn: 'no: taken back by the operator',
  },
  grace: (day: string) =>
    `Pro has ended. What the free plan does not cover can be read, downloaded and deleted until ${day}; then it is removed.`,
};

export const downloadsInEnglish = {
  unlimited: 'There is no limit to map downloads here.',
  free: (size: string) => `Free space where this folder lies: ${size}.`,
  left: (remaining: string, allowed: string) => `${remaining} of ${allowed} free map downloads are left on this device.`,
  usedUp: (allowed: string) => `The ${allowed} free map downloads of this device are used. Maps+ and Pro have no limit.`,
  join: (bonus: string, command: string) => `Joining the mailing list gives ${bonus} more, once:  ${command}`,
  mailed: 'A mail is on its way to the address of your account. Open its link and confirm: without that nothing changes.',
  leftList: 'Your address is not on the mailing list any more.',
  others: 'On your devices',
  headings: { device: 'Device', left: 'Left', of: 'Of' },
  noLimit: 'no limit',
};

export const adminPlansInEnglish = {
  granted: (account: string, order: string) => `Account ${account} has Pro. To take it back:  admin take-back ${account} ${order}`,
  takenBack: (account: string) =>
    `Taken back. If account ${account} has no other Pro, its data can be read, downloaded and deleted for a year.`,
  campaignBegun: (name: string) => `The campaign ${name} runs. Who knows its name may use it.`,
  campaignEnded: (name: string) => `The campaign ${name} is over; what it gave goes on.`,
  campaignHeadings: { name: 'Name', from: 'From', until: 'Until', used: 'Used', of: 'Of', months: 'Months' },
  badNumber: (typed: string, option: string) => `"${typed}" is no number for --${option}.`,
};
