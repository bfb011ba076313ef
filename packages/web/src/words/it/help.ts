import type { Words } from '../words.ts';

export const help: Words<'help'> = {
  title: 'Aiuto',
  'no-code-title': 'Il codice non arriva',
  'no-code-text':
    'Controlla che l’indirizzo sia scritto bene. Guarda nella cartella della posta indesiderata.\nAspetta un minuto o due: alcuni fornitori trattengono la prima e-mail di un nuovo mittente. Poi manda un altro codice; vale solo il più recente.\nUn codice vive pochi minuti e si consuma dopo cinque tentativi sbagliati. Il link nell’e-mail contiene una parola lunga che vale al suo posto.\nSe il tuo fornitore rifiuta questo server, usa un altro indirizzo o chiedi a chi lo gestisce. Un server senza posta tiene le e-mail nella cartella «outbox» e mostra i codici sulla console.',
  'sign-in-title': 'L’accesso non riesce',
  'sign-in-text':
    'Sul web si accede con indirizzo e password. Un account creato su un telefono non ha ancora una password: scegli «Non hai ancora una password o l’hai dimenticata?»; arriva un codice per posta.\nSul dispositivo di un acquisto, accedi con l’account che deve portarlo. Anche un dispositivo senza acquisto accede all’account esistente: funziona sempre e non collega nulla.\nDopo 20 tentativi sbagliati in un giorno l’account aspetta il successivo; il link di un’e-mail con codice fa comunque entrare il proprietario.\nSe il server non è raggiungibile, controlla la connessione. I file sui tuoi dispositivi restano usabili.',
  'restore-title': 'Ripristinare un acquisto',
  'restore-text':
    'Accedi al tuo account cloud sul dispositivo, poi scegli «Ripristina acquisti» nell’app. L’account dello store del dispositivo decide che cosa si trova: usa quello che ha pagato.\nGoogle Play e Amazon: l’account dell’app dello store. App Store: l’account Apple del dispositivo; una sola app OsmAnd con acquisti in-app li porta tutti. AppGallery: l’ID Huawei; su un telefono senza i servizi mobili Huawei installali, o usa un dispositivo che li ha.\nI plugin come Topografia si ripristinano allo stesso modo. OsmAnd+ pagato una volta e gli acquisti di un solo store valgono solo sui suoi dispositivi.',
  'holder-title': 'Quale account ha un acquisto',
  'holder-text':
    'Un acquisto appartiene all’account dello store; la licenza segue l’account cloud attivo per ultimo sul dispositivo dell’acquisto. Lo porta sempre un solo account cloud.\nPer spostarlo, accedi sul dispositivo dell’acquisto con l’altro account e ripristina lì gli acquisti. Il primo account lo perde ovunque; rientrando torna indietro.',
  'not-counted-title': 'Un acquisto non conta',
  'not-counted-text':
    '«Pagamenti e acquisti» mostra ogni acquisto dell’account e dice perché uno non conta. Se il tuo non c’è, l’account non lo porta: accedi sul dispositivo dell’acquisto e ripristina lì gli acquisti. Ciò che è stato comprato nel negozio web appartiene all’account il cui indirizzo è stato dato lì; non c’è nulla da ripristinare.\nUn nuovo acquisto conta appena il suo store lo conferma. Se lo store non risponde, aspetta da sé; gli acquisti già confermati intanto continuano a contare. Un server può anche lavorare senza collegamento con uno store: allora i suoi acquisti valgono solo sul dispositivo. Il gestore lo sa.\nCiò che è stato rimborsato, mai pagato o era solo una prova non conta. L’app OsmAnd+ pagata a parte e gli acquisti di un solo store valgono solo sui suoi dispositivi.',
  'states-title': 'Che cosa dice lo stato di un acquisto',
  'states-text':
    'Attivo: pagato, e si rinnova da solo.\nDisdetto: dura fino alla sua fine e non si rinnova; fino ad allora puoi riattivare il rinnovo nello store. Anche i regali e i codici promozionali si vedono così.\nNel periodo di grazia: lo store non è riuscito a incassare e riprova. Intanto tutto funziona; guarda nello store come paghi.\nIn sospeso: il periodo di grazia è passato. L’acquisto torna a contare da solo appena lo store ha il suo denaro.\nIn pausa: lo hai fermato nello store; riprende il giorno che hai scelto lì.\nScaduto: è finito. Dopo Pro i tuoi dati nel cloud restano raggiungibili ancora un anno.',
  'amazon-title': 'Passare da Amazon',
  'amazon-text':
    'Lo store Amazon per Android ha chiuso il 20 agosto 2025: non si compra più nulla. Gli abbonamenti in corso e Maps+ in-app si possono spostare: accedi al cloud sul dispositivo Amazon, ripristina lì gli acquisti, poi accedi allo stesso account sul nuovo.\nL’app OsmAnd+ pagata a parte non si può spostare.',
  'unlimited-title': 'I download illimitati sono attivi?',
  'unlimited-text':
    'Se sono attivi, l’app mostra lo spazio libero del dispositivo nell’elenco delle mappe. Altrimenti mostra quanti download gratuiti restano, o un avviso.\nSe vedi il contatore anche se hai pagato, accedi su quel dispositivo con l’account che ha l’acquisto, o ripristina gli acquisti.',
  'free-title': '5 o 7 download gratuiti',
  'free-text':
    'Senza acquisto un dispositivo Android ha 7 download gratuiti, uno iOS 5. Conta ogni download o aggiornamento di una mappa, voce o altro; eliminarlo non lo restituisce.\nQuando sono finiti, iscriversi alla mailing list nell’app ne dà altri 3, una volta. Maps+ e Pro tolgono il limite.',
  'ended-title': 'I miei dati dopo l’abbonamento',
  'ended-text':
    'Quando finisce Pro, i tuoi dati restano raggiungibili ancora un anno: leggere, scaricare, eliminare. Si può caricare solo ciò che copre il piano gratuito. Delle e-mail avvisano prima di togliere qualcosa.\nDopo quell’anno, ciò che il piano gratuito non copre viene tolto dal cloud. I file sui tuoi dispositivi restano comunque. «I miei dati» ti dà tutto in un file.',
  'again-title': 'I miei dati su un telefono nuovo',
  'again-text':
    'Accedi sul nuovo telefono con lo stesso indirizzo; arriva un codice per posta. Poi scegli di scaricare tutto: tracce, preferiti e impostazioni tornano com’erano, byte per byte.\nSe l’account ha già tanti dispositivi quanti ne permette il piano, scollegane uno che non usi più, in «Dispositivi e sessioni».\nDopo la scadenza di un abbonamento puoi ancora scaricare per un anno. Oppure prendi un .osf da «I miei dati» e aprilo in OsmAnd.',
};
