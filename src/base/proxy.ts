import { bad, ok, problem } from './outcome.ts';
import type { Result } from './outcome.ts';

/** The proxies through which the world is reached, as the environment of a runner names them. */
export interface Proxies {
  /** For addresses of http; empty: none. May hold a name and a password: never to be printed. */
  readonly http: string;
  /** For addresses of https; empty: that of http. */
  readonly https: string;
  /** Hosts that are reached without, as `NO_PROXY` lists them. */
  readonly except: string;
}

/** Lower case before upper case, as curl has it. */
function named(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): { readonly name: string; readonly value: string } | undefined {
  return [name, name.toUpperCase()]
    .map((one) => ({ name: one, value: env[one]?.trim() ?? '' }))
    .find(({ value }) => value !== '');
}

/**
 * Proxies from `http_proxy`, `https_proxy` and `no_proxy` (or in capitals); undefined where there are
 * none. An address without a scheme is one of http.
 */
export function readProxies(
  env: Readonly<Record<string, string | undefined>>,
): Result<Proxies | undefined> {
  const found: Record<'http_proxy' | 'https_proxy', string> = { http_proxy: '', https_proxy: '' };
  for (const variable of ['http_proxy', 'https_proxy'] as const) {
    const given = named(env, variable);
    if (given === undefined) continue;
    const address = given.value.includes('://') ? given.value : `http://${given.value}`;
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
      return bad(
        problem(
          'proxy-invalid',
          `The variable ${given.name} of the environment is not the address of a proxy.`,
          'Write it as http://host:port, or clear it.',
        ),
      );
    }
    found[variable] = address;
  }
  const { http_proxy: http, https_proxy: https } = found;
  if (http === '' && https === '') return ok(undefined);
  return ok({ http, https, except: named(env, 'no_proxy')?.value ?? '' });
}
