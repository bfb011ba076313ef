import type { Words } from '../words.ts';

export const help: Words<'help'> = {
  title: 'Aide',
  'no-code-title': 'Le code n’arrive pas',
  'no-code-text':
    'Vérifiez que l’adresse est bien écrite. Regardez dans le dossier des indésirables.\nAttendez une minute ou deux : certains fournisseurs retiennent le premier e-mail d’un nouvel expéditeur. Renvoyez ensuite un code ; seul le dernier vaut.\nUn code vit quelques minutes et s’épuise après cinq essais manqués. Le lien de l’e-mail contient un long mot qui le remplace.\nSi votre fournisseur refuse ce serveur, prenez une autre adresse ou demandez à l’exploitant. Un serveur sans messagerie garde ses e-mails dans le dossier « outbox » et affiche les codes sur sa console.',
  'sign-in-title': 'La connexion échoue',
  'sign-in-text':
    'Sur le web, on se connecte avec adresse et mot de passe. Un compte créé sur un téléphone n’a pas encore de mot de passe : choisissez « Pas encore de mot de passe, ou oublié ? » ; un code arrive par e-mail.\nSur l’appareil d’un achat, connectez-vous avec le compte qui doit le porter. Un appareil sans achat se connecte aussi au compte existant : cela marche toujours et ne lie rien.\nAprès 20 essais manqués en un jour, le compte attend le lendemain ; le lien d’un e-mail de code laisse quand même entrer son propriétaire.\nSi le serveur est injoignable, vérifiez la connexion. Les fichiers de vos appareils restent utilisables.',
  'restore-title': 'Restaurer un achat',
  'restore-text':
    'Connectez l’appareil à votre compte cloud, puis choisissez « Restaurer les achats » dans l’application. Le compte de boutique de l’appareil décide de ce qui est trouvé : prenez celui qui a payé.\nGoogle Play et Amazon : le compte de l’application de boutique. App Store : le compte Apple de l’appareil ; une seule application OsmAnd avec achats intégrés les porte tous. AppGallery : l’identifiant Huawei ; sur un téléphone sans Huawei Mobile Services, installez-les ou utilisez un appareil qui les a.\nLes greffons comme Topographie se restaurent de même. OsmAnd+ en achat unique et les achats d’une seule boutique ne valent que sur ses appareils.',
  'holder-title': 'Quel compte porte un achat',
  'holder-text':
    'Un achat appartient au compte de boutique ; sa licence suit le compte cloud actif en dernier sur l’appareil de l’achat. Un seul compte cloud le porte à la fois.\nPour le déplacer, connectez-vous sur l’appareil de l’achat avec l’autre compte et restaurez-y les achats. Le premier compte le perd partout ; s’y reconnecter le ramène.',
  'not-counted-title': 'Un achat ne compte pas',
  'not-counted-text':
    '« Paiements et achats » montre chaque achat du compte et dit pourquoi l’un d’eux ne compte pas. Si le vôtre n’y est pas, le compte ne le porte pas : connectez-vous sur l’appareil de l’achat et restaurez-y les achats. Ce qui a été acheté dans la boutique en ligne appartient au compte dont l’adresse y a été donnée ; il n’y a rien à restaurer.\nUn nouvel achat compte dès que sa boutique le confirme. Si elle ne répond pas, il attend de lui-même ; les achats déjà confirmés continuent de compter. Un serveur peut aussi fonctionner sans lien avec une boutique : ses achats ne valent alors que sur l’appareil. L’exploitant le sait.\nCe qui a été remboursé, jamais payé ou n’était qu’un essai ne compte pas. L’application OsmAnd+ payée à part et les achats d’une seule boutique ne valent que sur ses appareils.',
  'states-title': 'Ce que dit l’état d’un achat',
  'states-text':
    'Actif : payé, et renouvelé tout seul.\nRésilié : il court jusqu’à sa fin sans se renouveler ; d’ici là vous pouvez rétablir le renouvellement dans la boutique. Les cadeaux et les codes promotionnels s’affichent aussi ainsi.\nEn période de grâce : la boutique n’a pas pu encaisser et réessaie. Tout marche entre-temps ; voyez dans la boutique comment vous payez.\nEn suspens : la période de grâce est passée. L’achat compte de nouveau, tout seul, dès que la boutique a son argent.\nEn pause : vous l’avez arrêté dans la boutique ; il reprend le jour que vous y avez choisi.\nExpiré : il est terminé. Après Pro, vos données dans le cloud restent accessibles un an de plus.',
  'amazon-title': 'Venir d’Amazon',
  'amazon-text':
    'La boutique Amazon pour Android a fermé le 20 août 2025 : on n’y achète plus rien. Les abonnements en cours et Maps+ intégré peuvent partir : connectez l’appareil Amazon au cloud, restaurez-y les achats, puis connectez le nouvel appareil au même compte.\nL’application OsmAnd+ payée séparément ne peut pas partir.',
  'unlimited-title': 'Les téléchargements illimités sont-ils actifs ?',
  'unlimited-text':
    'S’ils sont actifs, l’application montre l’espace libre de l’appareil dans la liste des cartes. Sinon, elle montre le nombre de téléchargements gratuits restants, ou une bannière.\nSi le compteur apparaît alors que vous avez payé, connectez l’appareil au compte qui porte l’achat, ou restaurez les achats.',
  'free-title': '5 ou 7 téléchargements gratuits',
  'free-text':
    'Sans achat, un appareil Android a 7 téléchargements gratuits, un appareil iOS 5. Chaque téléchargement ou mise à jour d’une carte, d’une voix ou d’autre chose compte ; supprimer n’en rend pas.\nUne fois épuisés, la liste de diffusion de l’application en donne 3 de plus, une fois. Maps+ et Pro lèvent la limite.',
  'ended-title': 'Mes données après l’abonnement',
  'ended-text':
    'Après la fin de Pro, vos données restent accessibles un an de plus : lire, télécharger, supprimer. Seul ce que couvre la formule gratuite peut encore être envoyé. Des e-mails vous préviennent avant tout retrait.\nAprès cette année, ce que la formule gratuite ne couvre pas est retiré du cloud. Les fichiers de vos appareils restent dans tous les cas. « Mes données » vous donne tout en un fichier.',
  'again-title': 'Mes données sur un nouveau téléphone',
  'again-text':
    'Connectez le nouveau téléphone avec la même adresse ; un code arrive par e-mail. Choisissez ensuite de tout télécharger : traces, favoris et réglages reviennent tels quels, octet pour octet.\nSi le compte a autant d’appareils que sa formule le permet, déconnectez-en un que vous n’utilisez plus, sous « Appareils et sessions ».\nAprès la fin d’un abonnement, vous pouvez encore télécharger pendant un an. Ou prenez un .osf dans « Mes données » et ouvrez-le dans OsmAnd.',
};
