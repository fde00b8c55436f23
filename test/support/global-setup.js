import { buildScanner } from './scanner.js';
import { startDebian15, startEmbedded18 } from './servers.js';

export default async function globalSetup() {
  buildScanner();
  const servers = (await Promise.all([startEmbedded18(), startDebian15()])).filter(Boolean);
  globalThis.__SERVERS__ = servers;
  process.env.IDX_ADVISOR_TEST_SERVERS = JSON.stringify(
    servers.map(({ url, major, logDirectory }) => ({ url, major, logDirectory })),
  );
}
