import type { Words } from '../words.ts';

export const help: Words<'help'> = {
  title: 'Hulp',
  'no-code-title': 'Er komt geen code',
  'no-code-text':
    'Controleer het adres op typefouten. Kijk in de map voor ongewenste mail.\nWacht een of twee minuten: sommige aanbieders houden de eerste mail van een nieuwe afzender tegen. Stuur dan nog een code; alleen de nieuwste geldt.\nEen code leeft enkele minuten en is na vijf foute pogingen op. De link in de mail bevat een lang woord dat in plaats daarvan werkt.\nWeigert uw aanbieder deze server, gebruik dan een ander adres of vraag de beheerder. Een server zonder maildienst bewaart mails in de map “outbox” en toont codes op zijn console.',
  'sign-in-title': 'Inloggen lukt niet',
  'sign-in-text':
    'Op het web logt u in met adres en wachtwoord. Een account dat op een telefoon is gemaakt heeft nog geen wachtwoord: kies “Nog geen wachtwoord, of vergeten?”; er komt een code per mail.\nLog op het apparaat van een aankoop in met het account dat de aankoop moet krijgen. Een apparaat zonder aankoop logt ook in op het bestaande account: dat kan altijd en koppelt niets.\nNa 20 foute pogingen op een dag wacht een account tot de volgende dag; de link in een codemail laat de eigenaar toch binnen.\nIs de server niet bereikbaar, controleer de verbinding. Bestanden op uw apparaten blijven bruikbaar.',
  'restore-title': 'Een aankoop herstellen',
  'restore-text':
    'Log op het apparaat in op uw cloudaccount en kies in de app “Aankopen herstellen”. Het winkelaccount van het apparaat bepaalt wat wordt gevonden: gebruik het account dat betaalde.\nGoogle Play en Amazon: het account van de winkel-app. App Store: het Apple-account van het apparaat; één OsmAnd-app met in-app-aankopen bevat ze alle. AppGallery: de Huawei-ID; op een telefoon zonder Huawei Mobile Services installeert u die, of neem een apparaat dat ze heeft.\nPlug-ins zoals Topografie herstelt u net zo. Eenmalige OsmAnd+ en aankopen van één winkel gelden alleen op apparaten van die winkel.',
  'holder-title': 'Welk account heeft een aankoop',
  'holder-text':
    'Een aankoop hoort bij het winkelaccount; de licentie volgt het cloudaccount dat het laatst actief was op het apparaat van de aankoop. Er is altijd precies één cloudaccount dat hem heeft.\nOm hem te verplaatsen logt u op het apparaat van de aankoop met het andere account in en herstelt u daar de aankopen. Het eerste account verliest hem overal; opnieuw inloggen brengt hem terug.',
  'not-counted-title': 'Een aankoop telt niet mee',
  'not-counted-text':
    '“Betalingen en aankopen” toont elke aankoop van het account en zegt waarom er een niet meetelt. Staat die van u er niet bij, dan heeft het account hem niet: log in op het apparaat van de aankoop en herstel daar de aankopen. Wat in de webwinkel is gekocht, hoort bij het account waarvan het adres daar is opgegeven; herstellen hoeft niet.\nEen nieuwe aankoop telt zodra de winkel hem bevestigt. Antwoordt een winkel niet, dan wacht de aankoop vanzelf; aankopen die al bevestigd waren, tellen ondertussen mee. Een server kan ook zonder verbinding met een winkel werken: dan gelden de aankopen daarvan alleen op het apparaat. De beheerder weet het.\nWat is terugbetaald, nooit is betaald of alleen een test was, telt niet. De apart betaalde app OsmAnd+ en aankopen van één winkel gelden alleen op apparaten van die winkel.',
  'states-title': 'Wat de toestand van een aankoop betekent',
  'states-text':
    'Actief: betaald, en wordt vanzelf verlengd.\nOpgezegd: loopt door tot het einde en wordt niet verlengd; tot dan kunt u de verlenging in de winkel weer aanzetten. Ook cadeaus en promocodes worden zo getoond.\nIn de uitstelperiode: de winkel kon niet innen en probeert het opnieuw. Intussen werkt alles; kijk in de winkel hoe u betaalt.\nOpgeschort: de uitstelperiode is voorbij. De aankoop telt vanzelf weer mee zodra de winkel het geld heeft.\nGepauzeerd: u hebt hem in de winkel stilgezet; hij gaat verder op de dag die u daar koos.\nVerlopen: hij is voorbij. Na Pro blijven uw gegevens in de cloud nog een jaar bereikbaar.',
  'amazon-title': 'Overstappen van Amazon',
  'amazon-text':
    'Amazons winkel voor Android sloot op 20 augustus 2025: er is niets nieuws te koop. Lopende abonnementen en Maps+ in de app kunnen mee: log op het Amazon-apparaat in op de cloud, herstel daar de aankopen, en log op het nieuwe apparaat in op hetzelfde account.\nDe apart betaalde app OsmAnd+ kan niet mee.',
  'unlimited-title': 'Zijn onbeperkte downloads actief?',
  'unlimited-text':
    'Zijn ze actief, dan toont de app in de kaartenlijst de vrije ruimte van het apparaat. Zo niet, dan het aantal gratis downloads dat over is, of een banner.\nZiet u de teller terwijl u betaald hebt, log dan op dat apparaat in op het account met de aankoop of herstel de aankopen.',
  'free-title': '5 of 7 gratis downloads',
  'free-text':
    'Zonder aankoop heeft een Android-apparaat 7 en een iOS-apparaat 5 gratis downloads. Elke download of update van een kaart, stem of iets anders telt; verwijderen geeft hem niet terug.\nZijn ze op, dan geeft de mailinglijst in de app er eenmalig 3 bij. Maps+ en Pro heffen de grens op.',
  'ended-title': 'Mijn gegevens na het abonnement',
  'ended-text':
    'Na het einde van Pro blijven uw gegevens nog een jaar bereikbaar: lezen, downloaden en verwijderen kan. Uploaden kan alleen nog wat het gratis abonnement dekt. Mails herinneren u voor er iets verdwijnt.\nNa dat jaar verdwijnt uit de cloud wat het gratis abonnement niet dekt. Bestanden op uw apparaten blijven altijd. “Mijn gegevens” geeft u alles in één bestand.',
  'again-title': 'Mijn gegevens op een nieuwe telefoon',
  'again-text':
    'Log op de nieuwe telefoon in met hetzelfde adres; er komt een code per mail. Kies dan alles downloaden: tracks, favorieten en instellingen komen terug zoals ze waren, byte voor byte.\nHeeft het account al zoveel apparaten als het abonnement toestaat, log er dan onder “Apparaten en sessies” een uit dat u niet meer gebruikt.\nNa een verlopen abonnement kunt u nog een jaar downloaden wat er is. Of neem een .osf uit “Mijn gegevens” en open het in OsmAnd.',
};
