// Which pages help with refusals, by code. Apart from the words: the worker that syncs knows these codes too.

const storage = { to: '/cloud/storage', word: 'cloud.storage' } as const;
const plan = { to: '/account/purchases', word: 'purchases.title' } as const;
const trash = { to: '/cloud/trash', word: 'cloud.trash' } as const;
export const remedies: Readonly<Record<string, typeof storage | typeof plan | typeof trash>> = {
  ...{ 'space-exceeded': storage, 'too-many-files': storage, 'history-full': trash },
  ...{ 'plan-lacks-type': plan, 'file-too-large': plan, 'pro-ended': plan, 'subscription-expired': plan },
};

/** Whether a code says that the plan or its limits refuse something: trying again alone changes nothing. */
export function isByPlan(code: string): boolean {
  return Object.hasOwn(remedies, code);
}
