import type { Context } from '../context.ts';
import { forgetToken, signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Signs this device out; its files stay (A5). */
export async function run(context: Context): Promise<Status> {
  const { output, words } = context;
  const { client, session } = await signedIn(context);
  try {
    await client.signOut();
  } catch (error) {
    // Signed out from elsewhere already: what is left is to forget the token here.
    if (!(error instanceof Error && 'code' in error && error.code === 'not-signed-in')) throw error;
  }
  forgetToken(context);
  output.show({ signedOut: session.address }, () => [words.logout.done(session.address)]);
  return status.done;
}
