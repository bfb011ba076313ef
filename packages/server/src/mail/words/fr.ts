import type { MailWords } from '../words.ts';

export const fr: MailWords = {
  subjects: {
    'sign-in': 'Votre code pour Cairn',
    'change-address': 'Code pour changer votre adresse',
    'confirm-address': 'Code pour confirmer votre nouvelle adresse',
    'set-password': 'Code pour définir votre mot de passe',
    'delete-account': 'Code pour supprimer votre compte',
  },
  purposes: {
    'sign-in': 'Avec ce code, vous vous connectez à Cairn ou créez votre compte si vous n’en avez pas encore :',
    'change-address': 'Avec ce code, vous autorisez le changement d’adresse de votre compte Cairn :',
    'confirm-address': 'Avec ce code, vous confirmez que cette adresse est la nouvelle adresse de votre compte Cairn :',
    'set-password': 'Avec ce code, vous définissez le mot de passe web de votre compte Cairn :',
    'delete-account': 'Avec ce code, vous supprimez votre compte Cairn et tout son contenu. C’est irréversible :',
  },
  ends: 'Le code est valable {minutes} minutes, jusqu’au {until}, et une seule fois. Un courriel plus récent l’annule.',
  link: 'Si le code n’est pas accepté, ouvrez ce lien, ou saisissez le mot qui suit le # à la place du code :',
  ignore: 'Si vous n’avez rien demandé, ne faites rien : sans le code, il ne se passe rien. Ne donnez le code à personne.',
  from: 'Ce courriel a été envoyé par Cairn à {url}',
  notices: {
    'address-changed': {
      subject: 'L’adresse de votre compte Cairn a changé',
      text: 'Votre compte Cairn est désormais lié à l’adresse {address}. Toutes les sessions web ont été fermées, sauf celle du changement. Si ce n’était pas vous, écrivez tout de suite à l’exploitant de ce serveur.',
    },
    'password-changed': {
      subject: 'Le mot de passe de votre compte Cairn a changé',
      text: 'Le mot de passe web de votre compte Cairn a été défini. Toutes les autres sessions web ont été fermées. Si ce n’était pas vous, demandez un code, redéfinissez le mot de passe et déconnectez les appareils inconnus.',
    },
    'account-deleted': {
      subject: 'Votre compte Cairn a été supprimé',
      text: 'Votre compte Cairn a été supprimé, comme vous l’avez confirmé par un code. Ce qui était dans le nuage est en cours de suppression et tous les appareils sont déconnectés. Les fichiers de vos appareils restent en place.',
    },
  },
  plans: {
    'licence-moved': {
      subject: 'Un achat a quitté votre compte Cairn',
      text: '« {product} » compte désormais pour un autre compte Cairn, car quelqu’un s’y est connecté ou l’y a restauré sur l’appareil de l’achat. Il ne compte plus pour le vôtre. Vos fichiers restent : ce que votre formule ne couvre pas peut être lu, téléchargé et supprimé pendant un an. Pour le récupérer, restaurez l’achat sur cet appareil pendant qu’il est connecté à votre compte.',
    },
    'pro-data-ends': {
      subject: 'Vos données de Pro seront retirées du cloud',
      text: 'Pro est terminé pour votre compte Cairn. Ce que la formule gratuite ne couvre pas sera retiré du cloud le {date}. D’ici là, vous pouvez le lire, le télécharger et le supprimer. Avec Pro, tout reste. Les fichiers de vos appareils restent dans tous les cas.',
    },
    'pro-data-removed': {
      subject: 'Vos données de Pro ont été retirées du cloud',
      text: 'L’année après Pro est écoulée. Ce que la formule gratuite ne couvre pas se trouve pour {days} jours dans la corbeille de votre compte Cairn et peut être téléchargé jusque-là. Les fichiers de vos appareils restent.',
    },
    'mailing-list': {
      subject: 'Confirmez que vous voulez des nouvelles par e-mail',
      text: 'Quelqu’un, vous espérons-le, a demandé des nouvelles sur les cartes à cette adresse. Pour rejoindre la liste de diffusion, ouvrez ce lien et confirmez :\n{link}\n\nSinon, rien n’est envoyé. Le lien vaut une semaine.',
    },
  },
};
