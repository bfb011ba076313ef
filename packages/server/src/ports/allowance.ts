/** What an account may keep, as its plan says at the moment of the request. Bytes are compressed bytes unless said otherwise. */
export interface Allowance {
  /** Most bytes of all newest versions together. */
  readonly quota: number;
  /** Most plain bytes of one file. */
  readonly fileLimit: number;
  /** Most files (companions not counted); null = any number. */
  readonly filesLimit: number | null;
  /** Most bytes of trash and history together. */
  readonly historyLimit: number;
  /** Types that may be uploaded; null = all. */
  readonly types: readonly string[] | null;
}
