import type { Plugin } from 'vite';

const spoken = ['en', 'nl', 'de', 'fr', 'es', 'it', 'uk'];

/** Leaves the component library's own sentences in the languages of this website; the other thirty would double its size. */
export function ownLocales(): Plugin {
  return {
    name: 'cairn-own-locales',
    enforce: 'pre',
    load: (id) => {
      const [, locale, ending] = /\/react-(?:aria|stately|aria-components)\/.*\/intl\/.*?([a-z]{2})-[A-Z]{2}(\.m?js)$/.exec(id) ?? [];
      if (locale === undefined || spoken.includes(locale)) return null;
      // Mirrored English (`words.ts`) asks for these.
      return locale === 'ar' ? `export { default } from './en-US${ending}';` : 'export default {};';
    },
  };
}
