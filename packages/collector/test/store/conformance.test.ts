import { storeConformance } from '@agentops/testkit';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

storeConformance({
  name: 'sqlite',
  open: (directory) => openSqliteStore({ directory }),
  reopen: (directory) => openSqliteStore({ directory }),
  openBackup: (path) => openSqliteStore({ path }),
});
