export default async function globalTeardown() {
  await Promise.all(globalThis.__SERVERS__.map((server) => server.stop()));
}
