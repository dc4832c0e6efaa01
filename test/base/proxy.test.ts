import { describe, expect, it } from 'vitest';
import { readProxies } from '../../src/base/proxy.ts';

describe('the proxies of an environment', () => {
  it('are none unless they are named', () => {
    for (const env of [{}, { https_proxy: ' ' }, { NO_PROXY: '*' }, { ALL_PROXY: 'http://p:1' }]) {
      expect(readProxies(env)).toEqual({ ok: true, value: undefined });
    }
  });

  it('are read from either spelling, lower case first', () => {
    const env = {
      http_proxy: 'http://one.example:3128',
      HTTP_PROXY: 'http://other.example:3128',
      HTTPS_PROXY: 'me:word@two.example:8080',
      NO_PROXY: 'git.example,.local',
    };
    expect(readProxies(env)).toEqual({
      ok: true,
      value: {
        http: 'http://one.example:3128',
        https: 'http://me:word@two.example:8080',
        except: 'git.example,.local',
      },
    });
  });

  it('are a fault that is named without its value when they are no address', () => {
    for (const value of ['http://', 'socks5://word@p.example:1', 'http://me:word@:x']) {
      const read = readProxies({ HTTPS_PROXY: value });
      expect(read).toMatchObject({ ok: false, problem: { code: 'proxy-invalid' } });
      expect(JSON.stringify(read)).toContain('HTTPS_PROXY');
      expect(JSON.stringify(read)).not.toContain('word');
    }
  });
});
