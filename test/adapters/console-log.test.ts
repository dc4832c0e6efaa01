import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeConsoleLog } from '../../src/adapters/console-log.ts';
import type { ConsoleLogOptions } from '../../src/adapters/console-log.ts';
import type { Log } from '../../src/ports.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function printed(options: ConsoleLogOptions, say: (log: Log) => void): string {
  const stream = new PassThrough();
  say(makeConsoleLog({ ...options, stream }));
  return String(stream.read() ?? '');
}

describe('makeConsoleLog', () => {
  it('prints a line a message, with the place of a warning', () => {
    const text = printed({ color: false }, (log) => {
      log.info('one');
      log.warning('two', { file: 'config.yaml', line: 3 });
      log.error('three', { title: 'Feed' });
    });
    expect(text).toBe('one\nwarning: config.yaml:3: two\nerror: Feed: three\n');
  });

  it('indents what stands in a group, every line of it', () => {
    const text = printed({}, (log) => {
      log.group('Show');
      log.info('a\nb');
      log.endGroup();
      log.endGroup();
      log.info('c');
    });
    expect(text).toBe('Show\n  a\n  b\nc\n');
  });

  it('shows debug lines only when asked', () => {
    const say = (log: Log): void => log.debug('detail');
    expect(printed({}, say)).toBe('');
    expect(printed({ verbose: true, color: false }, say)).toBe('detail\n');
  });

  it('colours on demand, and not where nobody sees it', () => {
    const say = (log: Log): void => log.error('x');
    expect(printed({ color: true }, say)).toBe('\u001b[31merror:\u001b[39m x\n');
    expect(printed({}, say)).toBe('error: x\n');
    vi.stubEnv('NO_COLOR', '1');
    expect(printed({}, say)).toBe('error: x\n');
  });

  it('says no title that the message begins with', () => {
    const text = printed({ color: false }, (log) => {
      log.warning('Key ab is out of use: it leaked.', { title: 'Key ab is out of use' });
      log.error('Two shows are one.', { title: 'config', file: 'a.yaml', line: 3 });
    });
    expect(text).toBe(
      'warning: Key ab is out of use: it leaked.\nerror: a.yaml:3, config: Two shows are one.\n',
    );
  });

  it('lets no text of others steer the terminal', () => {
    const text = printed({ color: false }, (log) => {
      log.info('\u001b]0;title\u0007a\u001b[2Jb\rc\u0008\u009b31m\u202ed');
      log.warning('e', { title: '\u001b[1mf' });
    });
    expect(text).toBe('ab\ncd\nwarning: f: e\n');
  });
});
