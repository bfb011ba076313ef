import type { Words } from '../words.ts';

export const help: Words<'help'> = {
  title: 'Hilfe',
  'no-code-title': 'Kein Code kommt an',
  'no-code-text':
    'Prüfen Sie die Adresse auf Tippfehler. Sehen Sie im Ordner für unerwünschte Mail nach.\nWarten Sie ein, zwei Minuten: Manche Anbieter halten die erste Mail eines neuen Absenders zurück. Schicken Sie dann einen neuen Code; nur der neueste gilt.\nEin Code lebt wenige Minuten und ist nach fünf falschen Versuchen verbraucht. Der Link in der Mail enthält ein langes Wort, das an seiner Stelle gilt.\nWeist Ihr Anbieter diesen Server ab, nehmen Sie eine andere Adresse oder fragen Sie den Betreiber. Ein Server ohne Maildienst legt Mails in den Ordner „outbox“ und zeigt Codes auf seiner Konsole.',
  'sign-in-title': 'Anmelden gelingt nicht',
  'sign-in-text':
    'Im Web melden Sie sich mit Adresse und Passwort an. Ein auf dem Telefon angelegtes Konto hat noch kein Passwort: Wählen Sie „Noch kein Passwort oder vergessen?“; ein Code kommt per Mail.\nAuf dem Gerät eines Kaufs melden Sie sich mit dem Konto an, das den Kauf tragen soll. Ein Gerät ohne Kauf meldet sich ebenfalls beim bestehenden Konto an: Das geht immer und verknüpft nichts.\nNach 20 falschen Versuchen am Tag wartet ein Konto bis zum nächsten; der Link einer Code-Mail lässt den Inhaber trotzdem hinein.\nIst der Server nicht erreichbar, prüfen Sie die Verbindung. Dateien auf Ihren Geräten bleiben nutzbar.',
  'restore-title': 'Einen Kauf wiederherstellen',
  'restore-text':
    'Melden Sie sich auf dem Gerät bei Ihrem Cloud-Konto an und wählen Sie in der App „Käufe wiederherstellen“. Das Store-Konto des Geräts entscheidet, was gefunden wird: Nehmen Sie das, das bezahlt hat.\nGoogle Play und Amazon: das Konto der Store-App. App Store: der Apple-Account des Geräts; eine OsmAnd-App mit In-App-Käufen trägt sie alle. AppGallery: die Huawei-ID; auf einem Telefon ohne Huawei Mobile Services installieren Sie diese oder nehmen ein Gerät, das sie hat.\nPlug-ins wie Topografie werden ebenso wiederhergestellt. Einmaliges OsmAnd+ und Käufe nur eines Stores gelten nur auf dessen Geräten.',
  'holder-title': 'Welches Konto einen Kauf trägt',
  'holder-text':
    'Ein Kauf gehört dem Store-Konto; seine Lizenz folgt dem Cloud-Konto, das zuletzt auf dem Gerät des Kaufs aktiv war. Immer trägt ihn genau ein Cloud-Konto.\nUm ihn zu verschieben, melden Sie sich auf dem Gerät des Kaufs mit dem anderen Konto an und stellen dort die Käufe wieder her. Das erste Konto verliert ihn überall; wieder anmelden bringt ihn zurück.',
  'not-counted-title': 'Ein Kauf zählt nicht',
  'not-counted-text':
    '„Zahlungen und Käufe“ führt jeden Kauf des Kontos auf und sagt, warum einer nicht zählt. Steht Ihrer nicht in der Liste, so trägt ihn das Konto nicht: Melden Sie sich auf dem Gerät des Kaufs an und stellen Sie dort die Käufe wieder her. Was im Webshop gekauft wurde, gehört dem Konto, dessen Adresse dort angegeben wurde; wiederherzustellen ist nichts.\nEin neuer Kauf zählt, sobald sein Store ihn bestätigt. Antwortet der Store nicht, wartet der Kauf von selbst; früher bestätigte Käufe zählen solange weiter. Ein Server kann auch ohne Verbindung zu einem Store arbeiten: Dann gelten dessen Käufe nur auf dem Gerät. Der Betreiber weiß es.\nWas erstattet, nie bezahlt oder nur ein Test war, zählt nicht. Die einzeln bezahlte App OsmAnd+ und Käufe nur eines Stores gelten nur auf dessen Geräten.',
  'states-title': 'Was der Stand eines Kaufs bedeutet',
  'states-text':
    'Aktiv: bezahlt, und er verlängert sich von selbst.\nGekündigt: Er läuft bis zu seinem Ende und verlängert sich nicht; bis dahin können Sie die Verlängerung im Store wieder einschalten. Auch Geschenke und Gutscheincodes erscheinen so.\nIn der Nachfrist: Der Store konnte das Geld nicht einziehen und versucht es wieder. Solange geht alles weiter; prüfen Sie im Store, wie Sie zahlen.\nAusgesetzt: Die Nachfrist ist vorbei. Der Kauf zählt von selbst wieder, sobald der Store sein Geld hat.\nPausiert: Sie haben ihn im Store angehalten; er geht an dem Tag weiter, den Sie dort gewählt haben.\nAbgelaufen: Er ist zu Ende. Nach Pro bleiben Ihre Daten in der Cloud noch ein Jahr erreichbar.',
  'amazon-title': 'Umzug von Amazon',
  'amazon-text':
    'Amazons Store für Android schloss am 20. August 2025: Neues gibt es dort nicht mehr. Laufende Abonnements und Maps+ als In-App-Kauf können umziehen: Melden Sie sich auf dem Amazon-Gerät bei der Cloud an, stellen Sie dort die Käufe wieder her und melden Sie sich auf dem neuen Gerät beim selben Konto an.\nDie getrennt bezahlte App OsmAnd+ kann nicht umziehen.',
  'unlimited-title': 'Sind unbegrenzte Downloads aktiv?',
  'unlimited-text':
    'Sind sie aktiv, zeigt die App in der Kartenliste den freien Platz des Geräts. Sonst zeigt sie, wie viele kostenlose Downloads übrig sind, oder ein Banner.\nErscheint der Zähler, obwohl Sie bezahlt haben, melden Sie sich auf diesem Gerät mit dem Konto an, das den Kauf trägt, oder stellen Sie Käufe wieder her.',
  'free-title': '5 oder 7 kostenlose Downloads',
  'free-text':
    'Ohne Kauf hat ein Android-Gerät 7 und ein iOS-Gerät 5 kostenlose Downloads. Jeder Download und jedes Update einer Karte, Stimme oder anderen Sache zählt; Löschen gibt keinen zurück.\nSind sie verbraucht, gibt die Mailingliste in der App einmalig 3 weitere. Maps+ und Pro heben die Grenze auf.',
  'ended-title': 'Meine Daten nach dem Abonnement',
  'ended-text':
    'Nach dem Ende von Pro bleiben Ihre Daten noch ein Jahr erreichbar: lesen, herunterladen, löschen. Hochladen lässt sich nur noch, was der kostenlose Tarif abdeckt. Mails erinnern Sie, bevor etwas entfernt wird.\nNach diesem Jahr verschwindet aus der Cloud, was der kostenlose Tarif nicht abdeckt. Dateien auf Ihren Geräten bleiben in jedem Fall. „Meine Daten“ gibt Ihnen alles in einer Datei.',
  'again-title': 'Meine Daten auf einem neuen Telefon',
  'again-text':
    'Melden Sie sich auf dem neuen Telefon mit derselben Adresse an; ein Code kommt per Mail. Wählen Sie dann, alles herunterzuladen: Tracks, Favoriten und Einstellungen kommen zurück, wie sie waren, Byte für Byte.\nHat das Konto so viele Geräte, wie der Tarif erlaubt, melden Sie unter „Geräte und Sitzungen“ eines ab, das Sie nicht mehr nutzen.\nNach einem abgelaufenen Abonnement können Sie noch ein Jahr lang herunterladen, was da ist. Oder nehmen Sie eine .osf aus „Meine Daten“ und öffnen sie in OsmAnd.',
};
