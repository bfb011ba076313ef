import type { ReactNode } from 'react';

/** The map of the shell. */
export default function MapPane(): ReactNode {
  return <div className="map-pane" />;
}
