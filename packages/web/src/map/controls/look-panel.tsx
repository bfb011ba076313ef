import type { ReactNode } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Choice, Choices } from '../../parts/choice.tsx';
import { IconButton } from '../../parts/button.tsx';
import { looks, mapKinds, unitSystems, useSettings } from '../../settings.tsx';
import { languages } from '../../words/words.ts';
import { useWords } from '../../words/use-words.tsx';
import type { TileSource } from '../configured.ts';

/** How the map looks and measures: kind, light or dark, units, language; a style of somebody else where one is configured. */
export function LookPanel(props: {
  readonly foreign: readonly TileSource[];
  readonly chosen: string | null;
  readonly onForeign: (id: string | null) => void;
}): ReactNode {
  const { say } = useWords();
  const settings = useSettings();
  const kinds = mapKinds.map((kind) => ({ value: kind, label: say(`map.${kind}`) }));
  const styles = [...kinds, ...props.foreign.map(({ id, name }) => ({ value: id, label: name }))];
  const units = { metric: 'map.metric', imperial: 'map.imperial', nautical: 'map.nauticalMiles' } as const;
  return (
    <DialogTrigger>
      <IconButton icon="layers" label={say('map.look')} />
      <Popover className="popover map-look-place" placement="bottom end">
        <Dialog className="map-look" aria-label={say('map.look')}>
          <Choices
            label={say('map.style')}
            options={styles}
            value={props.chosen ?? settings.mapKind}
            onChange={(value) => {
              const kind = mapKinds.find((one) => one === value);
              if (kind !== undefined) settings.change({ mapKind: kind });
              props.onForeign(kind === undefined ? value : null);
            }}
          />
          <Choices
            label={say('map.brightness')}
            options={looks.map((look) => ({ value: look, label: say(`map.${look}`) }))}
            value={settings.look}
            onChange={(look) => settings.change({ look })}
          />
          <Choices
            label={say('map.units')}
            options={unitSystems.map((system) => ({ value: system, label: say(units[system]) }))}
            value={settings.units}
            onChange={(system) => settings.change({ units: system })}
          />
          <Choice
            label={say('map.languageOf')}
            options={languages.map((language) => ({ value: language, label: nameOfLanguage(language) }))}
            value={settings.language}
            onChange={(language) => settings.change({ language })}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** A language by its own name. */
function nameOfLanguage(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
