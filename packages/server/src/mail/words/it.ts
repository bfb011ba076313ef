import type { MailWords } from '../words.ts';

export const it: MailWords = {
  subjects: {
    'sign-in': 'Il suo codice per Cairn',
    'change-address': 'Codice per cambiare indirizzo',
    'confirm-address': 'Codice per confermare il nuovo indirizzo',
    'set-password': 'Codice per impostare la password',
    'delete-account': 'Codice per eliminare l’account',
  },
  purposes: {
    'sign-in': 'Con questo codice accede a Cairn, o crea il suo account se non ne ha ancora uno:',
    'change-address': 'Con questo codice consente di cambiare l’indirizzo del suo account Cairn:',
    'confirm-address': 'Con questo codice conferma che questo è il nuovo indirizzo del suo account Cairn:',
    'set-password': 'Con questo codice imposta la password web del suo account Cairn:',
    'delete-account': 'Con questo codice elimina il suo account Cairn e tutto il contenuto. Non si può annullare:',
  },
  ends: 'Il codice vale {minutes} minuti, fino alle {until}, e una sola volta. Un messaggio più recente lo annulla.',
  link: 'Se il codice non viene accettato, apra questo collegamento, oppure inserisca la parola dopo il # al posto del codice:',
  ignore: 'Se non l’ha chiesto lei, non faccia nulla: senza il codice non succede niente. Non dia il codice a nessuno.',
  from: 'Questo messaggio è stato inviato da Cairn su {url}',
  notices: {
    'address-changed': {
      subject: 'L’indirizzo del suo account Cairn è cambiato',
      text: 'Il suo account Cairn appartiene ora all’indirizzo {address}. Tutte le sessioni web, tranne quella del cambio, sono state chiuse. Se non è stato lei, scriva subito al gestore di questo server.',
    },
    'password-changed': {
      subject: 'La password del suo account Cairn è cambiata',
      text: 'La password web del suo account Cairn è stata impostata. Tutte le altre sessioni web sono state chiuse. Se non è stato lei, chieda un codice, imposti di nuovo la password e scolleghi i dispositivi che non conosce.',
    },
    'account-deleted': {
      subject: 'Il suo account Cairn è stato eliminato',
      text: 'Il suo account Cairn è stato eliminato, come ha confermato con un codice. Ciò che era nel cloud viene rimosso e tutti i dispositivi sono scollegati. I file sui suoi dispositivi restano dove sono.',
    },
  },
  plans: {
    'licence-moved': {
      subject: 'Un acquisto ha lasciato il tuo account Cairn',
      text: '«{product}» ora vale per un altro account Cairn, perché qualcuno ha effettuato l’accesso o lo ha ripristinato lì sul dispositivo dell’acquisto. Non vale più per il tuo. I tuoi file restano: ciò che il tuo piano non copre si può leggere, scaricare ed eliminare per un anno. Per riaverlo, ripristina l’acquisto su quel dispositivo mentre è collegato al tuo account.',
    },
    'pro-data-ends': {
      subject: 'I tuoi dati di Pro saranno rimossi dal cloud',
      text: 'Pro è terminato per il tuo account Cairn. Ciò che il piano gratuito non copre sarà rimosso dal cloud il {date}. Fino ad allora puoi leggerlo, scaricarlo ed eliminarlo. Con Pro resta tutto. I file sui tuoi dispositivi restano in ogni caso.',
    },
    'pro-data-removed': {
      subject: 'I tuoi dati di Pro sono stati rimossi dal cloud',
      text: 'L’anno dopo Pro è finito. Ciò che il piano gratuito non copre resta per {days} giorni nel cestino del tuo account Cairn e fino ad allora si può scaricare. I file sui tuoi dispositivi restano.',
    },
    'mailing-list': {
      subject: 'Conferma che vuoi ricevere notizie per e-mail',
      text: 'Qualcuno, speriamo tu, ha chiesto notizie sulle mappe a questo indirizzo. Per entrare nella mailing list, apri questo link e conferma:\n{link}\n\nAltrimenti non viene inviato nulla. Il link vale una settimana.',
    },
  },
};
