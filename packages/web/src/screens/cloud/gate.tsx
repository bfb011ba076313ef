import type { ReactNode } from 'react';
import { useLibrary } from '../../library/use-library.ts';
import { SignedIn } from '../account/signed-in.tsx';

/** Pages of the cloud: for who is signed in, or has a library here (which works without a network too). */
export function CloudGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { device } = useLibrary();
  return device?.mode === 'library' ? children : <SignedIn>{() => children}</SignedIn>;
}
