/** Why a container is not read. */
export type OsfFault = 'no list' | 'list damaged' | 'newer version';

/** A container of OsmAnd that cannot be read; archive faults are ZipErrors. */
export class OsfError extends Error {
  override readonly name = 'OsfError';
  readonly fault: OsfFault;
  constructor(fault: OsfFault, reason: string) {
    super(reason);
    this.fault = fault;
  }
}
