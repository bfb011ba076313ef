import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { languages, preferredLanguage } from './words/words.ts';
import type { Language } from './words/words.ts';

export const looks = ['system', 'light', 'dark'] as const;
export type Look = (typeof looks)[number];
export const unitSystems = ['metric', 'imperial', 'nautical'] as const;
export type Units = (typeof unitSystems)[number];
/** Kinds of map; `map/style/tokens.ts` says how each looks. */
export const mapKinds = ['standard', 'topographic', 'nautical'] as const;
export type MapKind = (typeof mapKinds)[number];

/** What a visitor chose for this browser. Kept here only, never sent. */
export interface Settings {
  readonly language: Language;
  readonly look: Look;
  readonly units: Units;
  readonly mapKind: MapKind;
}
interface Known extends Settings {
  readonly change: (change: Partial<Settings>) => void;
}

const key = 'cairn.settings';
const SettingsContext = createContext<Known | null>(null);

export function useSettings(): Known {
  const known = use(SettingsContext);
  if (known === null) throw new Error('settings are used outside of the site');
  return known;
}

export function SettingsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [settings, setSettings] = useState(stored);
  const change = useCallback((part: Partial<Settings>) => {
    setSettings((before) => {
      const after = { ...before, ...part };
      keep(after);
      return after;
    });
  }, []);
  useEffect(() => {
    if (settings.look === 'system') delete document.documentElement.dataset['look'];
    else document.documentElement.dataset['look'] = settings.look;
  }, [settings.look]);
  const known = useMemo(() => ({ ...settings, change }), [settings, change]);
  return <SettingsContext value={known}>{children}</SettingsContext>;
}

/** A browser that keeps nothing (private mode, storage refused) gets the defaults. */
function stored(): Settings {
  const kept = read();
  const of = <T extends string>(name: keyof Settings, known: readonly T[], otherwise: T): T => {
    const value: unknown = typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : undefined;
    return known.find((one) => one === value) ?? otherwise;
  };
  return {
    language: of('language', languages, preferredLanguage(navigator.languages)),
    look: of('look', looks, 'system'),
    mapKind: of('mapKind', mapKinds, 'standard'),
    units: of('units', unitSystems, /-(US|LR|MM)$/.test(navigator.language) ? 'imperial' : 'metric'),
  };
}
function read(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as unknown;
  } catch {
    return null;
  }
}
function keep(settings: Settings): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // The choice counts until the page is closed.
  }
}
