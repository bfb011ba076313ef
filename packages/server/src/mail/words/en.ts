import type { MailWords } from '../words.ts';

export const en: MailWords = {
  subjects: {
    'sign-in': 'Your code for Cairn',
    'change-address': 'Code to change your address',
    'confirm-address': 'Code to confirm your new address',
    'set-password': 'Code to set your password',
    'delete-account': 'Code to delete your account',
  },
  purposes: {
    'sign-in': 'With this code you sign in to Cairn, or make your account if you have none yet:',
    'change-address': 'With this code you allow that the address of your Cairn account is changed:',
    'confirm-address': 'With this code you confirm that this is the new address of your Cairn account:',
    'set-password': 'With this code you set the password of your Cairn account for the web:',
    'delete-account': 'With this code you delete your Cairn account and everything in it. This cannot be undone:',
  },
  ends: 'The code counts for {minutes} minutes, until {until}, and works once. A newer mail makes it void.',
  link: 'If the code is not taken, open this link instead, or enter the word behind the # in the place of the code:',
  ignore: 'If you did not ask for this, do nothing: without the code nothing happens. Give the code to nobody.',
  from: 'This mail was sent by Cairn at {url}',
  notices: {
    'address-changed': {
      subject: 'The address of your Cairn account was changed',
      text: 'Your Cairn account now belongs to the address {address}. All web sessions but the one that made the change were ended. If this was not you, write to the operator of this server at once.',
    },
    'password-changed': {
      subject: 'The password of your Cairn account was changed',
      text: 'The web password of your Cairn account was set. All other web sessions were ended. If this was not you, ask for a code and set the password again, and sign out devices that you do not know.',
    },
    'account-deleted': {
      subject: 'Your Cairn account was deleted',
      text: 'Your Cairn account was deleted, as you confirmed with a code. What was stored in the cloud is being removed and all devices are signed out. The files on your devices stay where they are.',
    },
  },
  plans: {
    'licence-moved': {
      subject: 'A purchase was moved away from your Cairn account',
      text: '“{product}” now counts for another Cairn account, because somebody signed in or restored it there on the device where it was bought. It no longer counts for yours. Your files stay: what your plan does not cover can be read, downloaded and deleted for a year. To take it back, restore the purchase on that device while it is signed in to your account.',
    },
    'pro-data-ends': {
      subject: 'Your data from Pro will be removed from the cloud',
      text: 'Pro has ended for your Cairn account. What the free plan does not cover will be removed from the cloud on {date}. Until then you can read, download and delete it. With Pro again everything stays. The files on your devices stay in any case.',
    },
    'pro-data-removed': {
      subject: 'Your data from Pro was removed from the cloud',
      text: 'The year after Pro is over. What the free plan does not cover was moved to the trash of your Cairn account and stays there for {days} days; until then it can be downloaded. The files on your devices stay.',
    },
    'mailing-list': {
      subject: 'Confirm that you want news by mail',
      text: 'Somebody, we hope you, asked for news about maps at this address. To join the mailing list, open this link and confirm:\n{link}\n\nWithout that nothing is sent. The link counts for a week.',
    },
  },
};
