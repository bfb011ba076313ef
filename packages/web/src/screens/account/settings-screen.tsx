import type { ReactNode } from 'react';
import { Choice, Choices } from '../../parts/choice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { looks, unitSystems, useSettings } from '../../settings.tsx';
import { languages } from '../../words/words.ts';
import { useWords } from '../../words/use-words.tsx';

/** Names of the languages in themselves, so that everybody finds the own one. */
const names = { en: 'English', nl: 'Nederlands', de: 'Deutsch', fr: 'Français', es: 'Español', it: 'Italiano', uk: 'Українська' } as const;

/** Language, units and look of this browser (W1, W8). */
export default function SettingsScreen(): ReactNode {
  const { say } = useWords();
  const settings = useSettings();
  return (
    <Screen title={say('account.settings')} back="/account" lead={say('account.settingsLead')}>
      <Choice
        label={say('account.language')}
        options={languages.map((value) => ({ value, label: names[value] }))}
        value={settings.language}
        onChange={(language) => settings.change({ language })}
      />
      <Choices
        label={say('account.units')}
        options={unitSystems.map((value) => ({ value, label: say(`account.units-${value}`) }))}
        value={settings.units}
        onChange={(units) => settings.change({ units })}
      />
      <Choices
        label={say('account.look')}
        options={looks.map((value) => ({ value, label: say(`account.look-${value}`) }))}
        value={settings.look}
        onChange={(look) => settings.change({ look })}
      />
    </Screen>
  );
}
