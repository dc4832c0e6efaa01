/** Connections that go nowhere but to checked addresses. */
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { mayConnect } from './http-addresses.ts';
import type { Destination, NetworkPolicy } from './http-addresses.ts';

/** The addresses of a name. Rejects with a `code` as `node:dns` does. */
export type Resolve = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** A connection that was not made because of where it would have gone. */
export class AddressRefused extends Error {
  constructor(hostname: string) {
    super(`the address of ${hostname} is not allowed`);
    this.name = 'AddressRefused';
  }
}

/** Time to connect, in ms, TLS included. */
const CONNECT_TIMEOUT_MS = 10_000;

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * A name lookup that hands on allowed addresses only. The socket connects to what this returns,
 * so a name cannot be checked with one address and reached at another (DNS rebinding).
 */
function checkingLookup(port: string, policy: NetworkPolicy, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (all) => {
        const to = { hostname, port };
        const allowed = all.filter(({ address }) => mayConnect(address, to, policy));
        const wanted = allowed.filter(({ family }) =>
          options.family !== 4 && options.family !== 6 ? true : family === options.family,
        );
        const [first] = wanted;
        if (first === undefined) callback(new AddressRefused(hostname), '', 0);
        else if (options.all === true) callback(null, [...wanted]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, '', 0),
    );
  };
}

/** Undici's connector, with every address checked when the connection is made. */
export function makeConnector(options: {
  readonly build: typeof buildConnector;
  readonly policy: NetworkPolicy;
  readonly resolve: Resolve;
}): buildConnector.connector {
  const byPort = new Map<string, buildConnector.connector>();
  return (target, callback) => {
    const port = target.port || (target.protocol === 'https:' ? '443' : '80');
    const to: Destination = { hostname: bare(target.hostname), port };
    // A literal address is never looked up.
    if (isIP(to.hostname) !== 0 && !mayConnect(to.hostname, to, options.policy)) {
      callback(new AddressRefused(to.hostname), null);
      return;
    }
    let connector = byPort.get(port);
    if (connector === undefined) {
      const lookup = checkingLookup(port, options.policy, options.resolve);
      connector = options.build({ allowH2: false, timeout: CONNECT_TIMEOUT_MS, lookup });
      byPort.set(port, connector);
    }
    connector(target, callback);
  };
}
