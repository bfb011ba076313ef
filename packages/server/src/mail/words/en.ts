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
};
