import { CairnError } from '@cairn/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext } from '../accounts/context.ts';
import { confirmList } from '../accounts/downloads.ts';

interface PageWords {
  readonly title: string;
  readonly ask: string;
  readonly button: string;
  readonly done: string;
  readonly bonus: string;
  readonly over: string;
}
const languages: Readonly<Record<string, PageWords>> = {
  en: {
    title: 'Mailing list',
    ask: 'Do you want news about maps by mail?',
    button: 'Yes, join the mailing list',
    done: 'You are on the mailing list now.',
    bonus: 'Your device has 3 more free map downloads.',
    over: 'This link is no longer valid. Nothing was changed; ask for a new one.',
  },
  de: {
    title: 'Mailingliste',
    ask: 'Möchten Sie Neuigkeiten über Karten per Mail?',
    button: 'Ja, in die Mailingliste',
    done: 'Sie stehen jetzt auf der Mailingliste.',
    bonus: 'Ihr Gerät hat 3 weitere kostenlose Karten-Downloads.',
    over: 'Dieser Link gilt nicht mehr. Nichts wurde geändert; fordern Sie einen neuen an.',
  },
  nl: {
    title: 'Mailinglijst',
    ask: 'Wilt u nieuws over kaarten per e-mail?',
    button: 'Ja, op de mailinglijst',
    done: 'U staat nu op de mailinglijst.',
    bonus: 'Uw apparaat heeft 3 extra gratis kaartdownloads.',
    over: 'Deze link is niet meer geldig. Er is niets gewijzigd; vraag een nieuwe aan.',
  },
  fr: {
    title: 'Liste de diffusion',
    ask: 'Voulez-vous des nouvelles sur les cartes par e-mail ?',
    button: 'Oui, rejoindre la liste',
    done: 'Vous êtes maintenant sur la liste de diffusion.',
    bonus: 'Votre appareil a 3 téléchargements de cartes gratuits de plus.',
    over: 'Ce lien n’est plus valable. Rien n’a été modifié ; demandez-en un nouveau.',
  },
  es: {
    title: 'Lista de correo',
    ask: '¿Quiere noticias sobre mapas por correo?',
    button: 'Sí, unirme a la lista',
    done: 'Ya está en la lista de correo.',
    bonus: 'Su dispositivo tiene 3 descargas de mapas gratuitas más.',
    over: 'Este enlace ya no es válido. No se ha cambiado nada; pida otro.',
  },
  it: {
    title: 'Mailing list',
    ask: 'Vuoi ricevere notizie sulle mappe per e-mail?',
    button: 'Sì, iscrivimi',
    done: 'Ora sei nella mailing list.',
    bonus: 'Il tuo dispositivo ha altri 3 download gratuiti di mappe.',
    over: 'Questo link non è più valido. Nulla è stato modificato; chiedine uno nuovo.',
  },
  uk: {
    title: 'Список розсилки',
    ask: 'Хочете новини про карти поштою?',
    button: 'Так, приєднатися до списку',
    done: 'Тепер ви у списку розсилки.',
    bonus: 'Ваш пристрій має ще 3 безкоштовні завантаження карт.',
    over: 'Це посилання вже недійсне. Нічого не змінено; попросіть нове.',
  },
};

const path = '/mailing-list/confirm';
/** No script, no style, and a form that leads only here. */
const policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; sandbox allow-forms";

/**
 * The page behind the link of the mail that asks to join the mailing list (P7). Looking at it changes nothing, so that a program that reads
 * the mail and follows its links joins nobody; the button does. It works without the website and without a script.
 */
export function mountMailingList(app: FastifyInstance, ctx: AccountContext): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The word is in the address; what a browser sends of an empty form is not read.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.route({
      method: 'GET',
      url: path,
      config: { cairn: { credential: 'none', limit: 'open', sends: 'json' } },
      handler: async (request, reply) => {
        const { words, lang, query } = asked(request);
        const action = `${path}?word=${encodeURIComponent(query['word'] ?? '')}&amp;lang=${lang}`;
        const form = `<form method="post" action="${action}"><p>${words.ask}</p><p><button>${words.button}</button></p></form>`;
        return page(reply, 200, lang, words, form);
      },
    });
    scope.route({
      method: 'POST',
      url: path,
      config: { cairn: { credential: 'none', limit: 'guess', sends: 'form' } },
      handler: async (request, reply) => {
        const { words, lang, query } = asked(request);
        try {
          const { bonus } = await confirmList(ctx, query['word'] ?? '');
          return await page(reply, 200, lang, words, `<p>${words.done}</p>${bonus ? `<p>${words.bonus}</p>` : ''}`);
        } catch (error) {
          if (!(error instanceof CairnError && error.code === 'code-invalid')) throw error;
          return page(reply, 403, lang, words, `<p>${words.over}</p>`);
        }
      },
    });
  });
}

function asked(request: FastifyRequest): {
  readonly words: PageWords;
  readonly lang: string;
  readonly query: Readonly<Record<string, string>>;
} {
  const query = Object.fromEntries(
    Object.entries(request.query as Readonly<Record<string, unknown>>).map(([key, value]) => [key, String(value)]),
  );
  const wanted = /^[a-z]{2}/.exec(query['lang']?.toLowerCase() ?? '')?.[0] ?? 'en';
  const lang = Object.hasOwn(languages, wanted) ? wanted : 'en';
  const words = languages[lang];
  if (words === undefined) throw new Error('English is always there');
  return { words, lang, query };
}

function page(reply: FastifyReply, status: number, lang: string, words: PageWords, body: string): FastifyReply {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.title} – Cairn</title>`;
  return reply
    .code(status)
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>\n<html lang="${lang}">\n<head>${head}</head>\n<body>\n<h1>${words.title}</h1>\n${body}\n</body>\n</html>\n`);
}
