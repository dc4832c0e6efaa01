import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAddress, mayConnect, readPolicy } from '../../src/adapters/http-addresses.ts';
import type { AddressClass } from '../../src/adapters/http-addresses.ts';
import { Fault } from '../../src/base/failure.ts';

describe('classifyAddress', () => {
  const table: readonly [string, AddressClass][] = [
    ['8.8.8.8', 'public'],
    ['100.128.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['127.0.0.1', 'private'],
    ['127.8.9.10', 'private'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['0.0.0.0', 'private'],
    ['198.18.0.1', 'private'],
    ['203.0.113.9', 'private'],
    ['240.0.0.1', 'private'],
    ['::1', 'private'],
    ['::', 'private'],
    ['fd12::1', 'private'],
    ['fec0::1', 'private'],
    ['2001:db8::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:7f00:1', 'private'],
    ['::127.0.0.1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b:1::8.8.8.8', 'private'],
    ['2002:7f00:1::', 'private'],
    ['2002:808:808::', 'private'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'private'],
    ['4000::1', 'private'],
    ['169.254.169.254', 'forbidden'],
    ['169.254.0.1', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['fd20:ce::254', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['::ffff:0:169.254.169.254', 'forbidden'],
    ['::169.254.169.254', 'forbidden'],
    ['64:ff9b::a9fe:a9fe', 'forbidden'],
    ['64:ff9b:1::a9fe:a9fe', 'forbidden'],
    ['2002:a9fe:a9fe::', 'forbidden'],
    ['2001:0:4136:e378:8000:63bf:5601:5601', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['not an address', 'forbidden'],
  ];

  it.each(table)('%s is %s', (address, expected) => {
    expect(classifyAddress(address)).toBe(expected);
  });

  it('sees the same in an IPv4 address and in its mapped form', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(classifyAddress(`::ffff:${address}`)).toBe(classifyAddress(address));
      }),
    );
  });
});

describe('mayConnect', () => {
  const cases: readonly [string, string, string, readonly string[], boolean][] = [
    ['8.8.8.8', 'a.test', '443', [], true],
    ['10.0.0.5', 'a.test', '443', [], false],
    ['10.0.0.5', 'a.test', '443', ['10.0.0.0/8'], true],
    ['::ffff:10.0.0.5', 'a.test', '443', ['10.0.0.0/8'], true],
    ['11.0.0.5', 'a.test', '443', ['127.0.0.0/8'], true],
    ['10.0.0.5', 'feeds.internal', '443', ['feeds.internal'], true],
    ['10.0.0.5', 'Feeds.Internal.', '443', ['feeds.internal'], true],
    ['10.0.0.5', 'other.internal', '443', ['feeds.internal'], false],
    ['10.0.0.5', 'feeds.internal', '8080', ['feeds.internal:8080'], true],
    ['10.0.0.5', 'feeds.internal', '8081', ['feeds.internal:8080'], false],
    ['127.0.0.1', '127.0.0.1', '9', ['127.0.0.1'], true],
    ['127.0.0.1', '127.0.0.1', '9', ['127.0.0.1:9'], true],
    ['127.0.0.1', '127.0.0.1', '8', ['127.0.0.1:9'], false],
    ['127.0.0.1', 'localhost', '9', ['127.0.0.1'], true],
    ['::1', '::1', '9', ['[::1]:9'], true],
    ['::1', '::1', '8', ['[::1]:9'], false],
    ['::1', '::1', '8', ['::1'], true],
    ['fd12::1', 'a.test', '443', ['fd00::/8'], true],
    [
      '169.254.169.254',
      'meta.test',
      '80',
      ['meta.test', '169.254.0.0/16', '169.254.169.254'],
      false,
    ],
    ['fd00:ec2::254', 'meta.test', '80', ['fd00::/8', 'meta.test'], false],
  ];

  it.each(cases)('%s for %s:%s with %j: %s', (address, hostname, port, allowed, expected) => {
    expect(mayConnect(address, { hostname, port }, readPolicy(allowed))).toBe(expected);
  });

  it('with everything allowed refuses what is forbidden', () => {
    const to = { hostname: 'a.test', port: '80' };
    expect(mayConnect('10.0.0.1', to, readPolicy(true))).toBe(true);
    expect(mayConnect('169.254.169.254', to, readPolicy(true))).toBe(false);
  });
});

describe('readPolicy', () => {
  it.each(['10.0.0.0/99', 'host/8', '/'])('refuses the network %j', (entry) => {
    expect(() => readPolicy([entry])).toThrow(Fault);
  });

  it('skips empty lines', () => {
    expect(readPolicy(['', '  '])).toEqual([]);
  });
});
