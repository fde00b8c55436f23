import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Encryption } from './tls.ts';

export interface BackendKey {
  readonly processId: number;
  readonly secret: number;
}

const CANCEL_REQUEST = 80877102;
const SSL_REQUEST = 80877103;

/**
 * Asks the server to cancel what a backend runs, by the protocol's CancelRequest: it needs no free connection slot, no
 * password and no privilege, and poolers pass it on. The server answers nothing and closes.
 * @param timeoutMs after which the attempt is given up, silently
 */
export function sendCancelRequest(
  address: { readonly host: string; readonly port: number },
  encryption: Encryption,
  key: BackendKey,
  timeoutMs = 2000,
): Promise<void> {
  const { host, port } = address;
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host);
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    const send = (stream: Socket) => stream.end(packet(CANCEL_REQUEST, key.processId, key.secret));
    socket.once('connect', () => {
      if (encryption === false) {
        send(socket);
        return;
      }
      socket.write(packet(SSL_REQUEST));
      socket.once('data', (answer) => {
        if (answer.toString('latin1') !== 'S') {
          socket.destroy();
          return;
        }
        const secured = connectTls({ ...encryption, socket, host });
        secured.on('error', () => {});
        secured.once('secureConnect', () => send(secured));
      });
    });
    // Half-closed is not enough: drain what the server says, so that 'close' comes.
    socket.resume();
  });
}

function packet(...words: number[]): Buffer {
  const buffer = Buffer.alloc(4 + words.length * 4);
  buffer.writeInt32BE(buffer.length, 0);
  words.forEach((word, index) => buffer.writeInt32BE(word, 4 + index * 4));
  return buffer;
}
