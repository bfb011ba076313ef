import type { Config, Origin, SettingName } from './config.ts';
import { environmentName, settingNames } from './config.ts';

export interface ShownSetting {
  readonly setting: string;
  /** As text; `***` where a secret is set. */
  readonly value: string;
  readonly origin: Origin;
  readonly secret: boolean;
}

/** Every setting with its value and where it comes from, fit for the operator's eyes: no secret, no password inside an address (R62, R69). */
export function shownSettings(config: Config): ShownSetting[] {
  return settingNames.map((name) => {
    const secret = isSecret(name);
    const value = textOf(config[name]);
    return {
      setting: environmentName(name),
      value: secret && value !== '' ? '***' : withoutPassword(value),
      origin: config.origins[name],
      secret,
    };
  });
}

/** By name, so that a setting of tomorrow is hidden rather than shown; `tlsKey` is the path of a file. */
function isSecret(name: SettingName): boolean {
  return /secret|password|token|key$|credential|private/i.test(name) && name !== 'tlsKey';
}
/** Addresses of mail servers, databases and tile servers hold passwords and keys. */
function withoutPassword(value: string): string {
  return value
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^/@\s]*?):[^@\s]*@/gi, '$1:***@')
    .replace(/([?&](?:key|token|access_token|api_key|secret|password)=)[^&#\s]*/gi, '$1***');
}
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}
