import { lockFolder } from '../../src/lock.ts';

// Takes the folder and keeps it until it is killed.
await lockFolder(process.argv[2] ?? '', { command: 'sync' });
process.stdout.write('held\n');
setInterval(() => undefined, 1_000);
