import type { MailWords } from '../words.ts';

export const nl: MailWords = {
  subjects: {
    'sign-in': 'Uw code voor Cairn',
    'change-address': 'Code om uw adres te wijzigen',
    'confirm-address': 'Code om uw nieuwe adres te bevestigen',
    'set-password': 'Code om uw wachtwoord in te stellen',
    'delete-account': 'Code om uw account te verwijderen',
  },
  purposes: {
    'sign-in': 'Met deze code meldt u zich aan bij Cairn, of maakt u uw account aan als u er nog geen hebt:',
    'change-address': 'Met deze code staat u toe dat het adres van uw Cairn-account wordt gewijzigd:',
    'confirm-address': 'Met deze code bevestigt u dat dit het nieuwe adres van uw Cairn-account is:',
    'set-password': 'Met deze code stelt u het wachtwoord van uw Cairn-account voor het web in:',
    'delete-account': 'Met deze code verwijdert u uw Cairn-account en alles daarin. Dit kan niet ongedaan worden gemaakt:',
  },
  ends: 'De code geldt {minutes} minuten, tot {until}, en werkt één keer. Een nieuwere mail maakt hem ongeldig.',
  link: 'Wordt de code niet aangenomen, open dan deze link, of voer het woord achter de # in op de plaats van de code:',
  ignore: 'Hebt u hier niet om gevraagd, doe dan niets: zonder de code gebeurt er niets. Geef de code aan niemand.',
  from: 'Deze mail is verstuurd door Cairn op {url}',
  notices: {
    'address-changed': {
      subject: 'Het adres van uw Cairn-account is gewijzigd',
      text: 'Uw Cairn-account hoort nu bij het adres {address}. Alle websessies behalve die van de wijziging zijn beëindigd. Was u dit niet, schrijf dan meteen de beheerder van deze server.',
    },
    'password-changed': {
      subject: 'Het wachtwoord van uw Cairn-account is gewijzigd',
      text: 'Het webwachtwoord van uw Cairn-account is ingesteld. Alle andere websessies zijn beëindigd. Was u dit niet, vraag dan een code aan, stel het wachtwoord opnieuw in en meld apparaten af die u niet kent.',
    },
    'account-deleted': {
      subject: 'Uw Cairn-account is verwijderd',
      text: 'Uw Cairn-account is verwijderd, zoals u met een code hebt bevestigd. Wat in de cloud stond wordt verwijderd en alle apparaten zijn afgemeld. De bestanden op uw apparaten blijven waar ze zijn.',
    },
  },
  plans: {
    'licence-moved': {
      subject: 'Een aankoop hoort niet meer bij uw Cairn-account',
      text: '‘{product}’ telt nu voor een ander Cairn-account, omdat iemand zich daar op het aankoopapparaat heeft aangemeld of de aankoop daar heeft hersteld. Voor uw account telt hij niet meer. Uw bestanden blijven: wat uw abonnement niet dekt, kunt u een jaar lang lezen, downloaden en verwijderen. Om de aankoop terug te halen herstelt u hem op dat apparaat terwijl het bij uw account is aangemeld.',
    },
    'pro-data-ends': {
      subject: 'Uw gegevens van Pro worden uit de cloud verwijderd',
      text: 'Pro is voor uw Cairn-account afgelopen. Wat het gratis abonnement niet dekt, wordt op {date} uit de cloud verwijderd. Tot dan kunt u het lezen, downloaden en verwijderen. Met Pro blijft alles. De bestanden op uw apparaten blijven in elk geval.',
    },
    'pro-data-removed': {
      subject: 'Uw gegevens van Pro zijn uit de cloud verwijderd',
      text: 'Het jaar na Pro is voorbij. Wat het gratis abonnement niet dekt, staat nu {days} dagen in de prullenbak van uw Cairn-account en kan zo lang worden gedownload. De bestanden op uw apparaten blijven.',
    },
    'mailing-list': {
      subject: 'Bevestig dat u nieuws per e-mail wilt',
      text: 'Iemand, hopelijk u, heeft voor dit adres nieuws over kaarten aangevraagd. Open deze link en bevestig om op de mailinglijst te komen:\n{link}\n\nZonder dat wordt niets verstuurd. De link geldt een week.',
    },
  },
};
