import type { MailWords } from '../words.ts';

export const de: MailWords = {
  subjects: {
    'sign-in': 'Ihr Code für Cairn',
    'change-address': 'Code zum Ändern Ihrer Adresse',
    'confirm-address': 'Code zum Bestätigen Ihrer neuen Adresse',
    'set-password': 'Code zum Setzen Ihres Passworts',
    'delete-account': 'Code zum Löschen Ihres Kontos',
  },
  purposes: {
    'sign-in': 'Mit diesem Code melden Sie sich bei Cairn an oder legen Ihr Konto an, wenn Sie noch keines haben:',
    'change-address': 'Mit diesem Code erlauben Sie, dass die Adresse Ihres Cairn-Kontos geändert wird:',
    'confirm-address': 'Mit diesem Code bestätigen Sie, dass dies die neue Adresse Ihres Cairn-Kontos ist:',
    'set-password': 'Mit diesem Code setzen Sie das Passwort Ihres Cairn-Kontos für das Web:',
    'delete-account': 'Mit diesem Code löschen Sie Ihr Cairn-Konto und alles darin. Das lässt sich nicht rückgängig machen:',
  },
  ends: 'Der Code gilt {minutes} Minuten, bis {until}, und nur einmal. Eine neuere Mail macht ihn ungültig.',
  link: 'Wird der Code nicht angenommen, öffnen Sie stattdessen diesen Link oder geben Sie das Wort hinter dem # anstelle des Codes ein:',
  ignore: 'Wenn Sie das nicht angefordert haben, brauchen Sie nichts zu tun: Ohne den Code geschieht nichts. Geben Sie den Code niemandem.',
  from: 'Diese Mail kommt von Cairn auf {url}',
  notices: {
    'address-changed': {
      subject: 'Die Adresse Ihres Cairn-Kontos wurde geändert',
      text: 'Ihr Cairn-Konto gehört jetzt zur Adresse {address}. Alle Web-Sitzungen außer der ändernden wurden beendet. Waren Sie das nicht, schreiben Sie sofort dem Betreiber dieses Servers.',
    },
    'password-changed': {
      subject: 'Das Passwort Ihres Cairn-Kontos wurde geändert',
      text: 'Das Web-Passwort Ihres Cairn-Kontos wurde gesetzt. Alle anderen Web-Sitzungen wurden beendet. Waren Sie das nicht, fordern Sie einen Code an, setzen Sie das Passwort neu und melden Sie Geräte ab, die Sie nicht kennen.',
    },
    'account-deleted': {
      subject: 'Ihr Cairn-Konto wurde gelöscht',
      text: 'Ihr Cairn-Konto wurde gelöscht, wie Sie es mit einem Code bestätigt haben. Was in der Cloud lag, wird entfernt, und alle Geräte sind abgemeldet. Die Dateien auf Ihren Geräten bleiben, wo sie sind.',
    },
  },
  plans: {
    'licence-moved': {
      subject: 'Ein Kauf gehört nicht mehr zu Ihrem Cairn-Konto',
      text: '„{product}“ zählt jetzt für ein anderes Cairn-Konto, weil sich jemand auf dem Kaufgerät dort angemeldet oder den Kauf dort wiederhergestellt hat. Für Ihr Konto zählt er nicht mehr. Ihre Dateien bleiben: Was Ihr Tarif nicht umfasst, lässt sich ein Jahr lang lesen, herunterladen und löschen. Um den Kauf zurückzuholen, stellen Sie ihn auf jenem Gerät wieder her, während es an Ihrem Konto angemeldet ist.',
    },
    'pro-data-ends': {
      subject: 'Ihre Daten aus Pro werden aus der Cloud entfernt',
      text: 'Pro ist für Ihr Cairn-Konto abgelaufen. Was der kostenlose Tarif nicht umfasst, wird am {date} aus der Cloud entfernt. Bis dahin können Sie es lesen, herunterladen und löschen. Mit Pro bleibt alles. Die Dateien auf Ihren Geräten bleiben in jedem Fall.',
    },
    'pro-data-removed': {
      subject: 'Ihre Daten aus Pro wurden aus der Cloud entfernt',
      text: 'Das Jahr nach Pro ist vorbei. Was der kostenlose Tarif nicht umfasst, liegt jetzt {days} Tage lang im Papierkorb Ihres Cairn-Kontos und kann so lange heruntergeladen werden. Die Dateien auf Ihren Geräten bleiben.',
    },
    'mailing-list': {
      subject: 'Bestätigen Sie, dass Sie Neuigkeiten per Mail möchten',
      text: 'Jemand, hoffentlich Sie, hat für diese Adresse Neuigkeiten über Karten bestellt. Um der Mailingliste beizutreten, öffnen Sie diesen Link und bestätigen Sie:\n{link}\n\nSonst wird nichts gesendet. Der Link gilt eine Woche.',
    },
  },
};
