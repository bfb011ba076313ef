/** Short pages for people in need (W10). A line break begins a new paragraph. */
export const help = {
  title: 'Help',
  'no-code-title': 'No code arrives',
  'no-code-text':
    'Check the address for typing errors. Look into the folder for unwanted mail.\nWait a minute or two: some providers hold the first mail of a new sender back. Then send another code; only the newest one counts.\nA code lives a few minutes and wears out after five wrong tries. The link in the mail holds a long word that works in its place.\nIf your provider refuses this server, use another address or ask the operator. A server without a mail service keeps its mails in the folder “outbox” and prints codes on its console.',
  'sign-in-title': 'Signing in fails',
  'sign-in-text':
    'On the web you sign in with address and password. An account that was made on a phone has no password yet: choose “No password yet, or forgotten?”; a code comes by mail.\nOn the device of a purchase, sign in with the account that shall hold the purchase. A device without a purchase signs in to the existing account too: that always works and links nothing.\nAfter 20 wrong tries in a day, an account waits until the next day; the link in a code mail lets its owner in all the same.\nIf the server cannot be reached, check the connection. Files on your devices stay usable without it.',
  'restore-title': 'Restoring a purchase',
  'restore-text':
    'Sign in to your cloud account on the device, then choose “Restore purchases” in the app. The store account of the device decides what is found: use the one that paid.\nGoogle Play and Amazon: the account of the store app. App Store: the Apple account of the device; one OsmAnd app with in-app purchases holds them all. AppGallery: the Huawei ID; on a phone without Huawei’s mobile services install them, or use a device that has them.\nPlug-ins such as Topography are restored the same way. One-time OsmAnd+ and purchases of a store alone count only on that store’s devices.',
  'holder-title': 'Which account holds a purchase',
  'holder-text':
    'A purchase belongs to the store account; its licence follows the cloud account that was last active on the device of the purchase. Exactly one cloud account holds it at any time.\nTo move it, sign in on the device of the purchase with the other account and restore purchases there. The first account loses it everywhere; signing back in moves it back.',
  'not-counted-title': 'A purchase does not count',
  'not-counted-text':
    '“Payments and purchases” lists every purchase of the account, and says why one does not count. If yours is not in the list, the account does not hold it: sign in on the device of the purchase and restore purchases there. What was bought in the web shop belongs to the account whose address was given there; nothing needs restoring.\nA new purchase counts as soon as its store confirms it. A store that does not answer makes it wait, by itself; purchases that were confirmed before go on counting meanwhile. A server may also work without a connection to a store: then its purchases count on the device alone. The operator knows.\nWhat was paid back, was never paid or was only a test does not count. The separately paid OsmAnd+ app and purchases of a store alone count only on that store’s devices.',
  'states-title': 'What the state of a purchase means',
  'states-text':
    'Active: paid, and it renews by itself.\nCancelled: it runs to its end and does not renew; until then you can turn renewal on again in the store. Gifts and promo codes are shown like this too.\nIn grace period: the store could not take the money and tries again. Everything works meanwhile; look at how you pay in the store.\nOn hold: the grace period is over. The purchase counts again by itself once the store has its money.\nPaused: you paused it in the store; it goes on at the day that you chose there.\nExpired: it is over. After Pro, your data in the cloud stays reachable for one more year.',
  'amazon-title': 'Moving from Amazon',
  'amazon-text':
    'Amazon’s store for Android closed on 20 August 2025: nothing new can be bought there. Subscriptions that run, and in-app Maps+, can be moved: sign in to the cloud on the Amazon device, restore purchases there, then sign in to the same account on the new device.\nThe separately paid OsmAnd+ app cannot be moved.',
  'unlimited-title': 'Are unlimited downloads active?',
  'unlimited-text':
    'When they are active, the app shows the free space of the device in its list of maps. When they are not, it shows how many free downloads are left, or a banner.\nIf the counter is shown although you paid, sign in to the cloud on that device with the account that holds the purchase, or restore purchases.',
  'free-title': '5 or 7 free downloads',
  'free-text':
    'Without a purchase an Android device has 7 and an iOS device 5 free downloads. Each download or update of a map, a voice or another item counts; deleting one does not give it back.\nWhen they are used up, joining the mailing list in the app gives 3 more, once. Maps+ and Pro lift the limit.',
  'ended-title': 'My data after the subscription ends',
  'ended-text':
    'After Pro ends, your data in the cloud stays reachable for one more year: you can read, download and delete it. Only what the free plan covers can still be uploaded. Mails remind you before anything is removed.\nAfter that year, what the free plan does not cover is removed from the cloud. Files on your devices stay in every case. “My data” gives you all of it in one file.',
  'again-title': 'Restoring my data on a new phone',
  'again-text':
    'Sign in on the new phone with the same address; a code comes by mail. Then choose to download everything: tracks, favourites and settings come back as they were, byte for byte.\nIf the account has as many devices as its plan allows, sign out one that you no longer use, under “Devices and sessions”.\nAfter a subscription has expired you can still download what is there, for one year. Or take an .osf from “My data” and open it in OsmAnd.',
} as const;
