/** Which network addresses may be connected to. Ranges are those of ipaddr.js (IANA's registries). */
import ipaddr from 'ipaddr.js';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';

type Address = ReturnType<typeof ipaddr.parse>;

/**
 * `public`: anyone's. `private`: the machine's or its network's own, refused unless allowed.
 * `forbidden`: link-local, cloud metadata and group addresses, refused always.
 */
export type AddressClass = 'public' | 'private' | 'forbidden';

/** An exception from the refusal of private addresses. */
type Allowance =
  | { readonly kind: 'range'; readonly range: [Address, number] }
  | { readonly kind: 'host'; readonly host: string; readonly port: string | undefined };

/** Which private addresses are allowed: all, or those of a list. */
export type NetworkPolicy = 'all' | readonly Allowance[];

/**
 * Where clouds tell a machine its credentials, beyond link-local addresses: Alibaba, Oracle,
 * Azure's wire server, AWS, Google and Scaleway over IPv6.
 */
const METADATA: ReadonlySet<string> = new Set(
  [
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:42::42',
  ].map((text) => ipaddr.parse(text).toNormalizedString()),
);

const GROUPS: ReadonlySet<string> = new Set(['linkLocal', 'multicast', 'broadcast']);

/** The IPv4 address inside an IPv6 one, in each of the forms that tunnel or translate. */
function embedded(address: InstanceType<typeof ipaddr.IPv6>): readonly number[] | undefined {
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === '6to4') return bytes.slice(2, 6);
  // A Teredo client's address is stored inverted (RFC 4380).
  if (range === 'teredo') return bytes.slice(12).map((byte) => byte ^ 0xff);
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && range === 'unicast';
  const isTranslated = range === 'ipv4Mapped' || range === 'rfc6145' || range === 'rfc6052';
  return isCompatible || isTranslated ? bytes.slice(12) : undefined;
}

function worse(one: AddressClass, other: AddressClass): AddressClass {
  if (one === 'forbidden' || other === 'forbidden') return 'forbidden';
  return one === 'private' || other === 'private' ? 'private' : 'public';
}

/** Classifies an IP address in any spelling; what is no address is forbidden. */
export function classifyAddress(text: string): AddressClass {
  return ipaddr.isValid(text) ? classify(ipaddr.parse(text)) : 'forbidden';
}

function classify(address: Address): AddressClass {
  const range = address.range();
  if (GROUPS.has(range) || METADATA.has(address.toNormalizedString())) return 'forbidden';
  if (address.kind() === 'ipv4') return range === 'unicast' ? 'public' : 'private';
  const v6 = address as InstanceType<typeof ipaddr.IPv6>;
  const inner = embedded(v6);
  if (inner !== undefined) {
    const ofInner = classify(ipaddr.fromByteArray([...inner]));
    // Mapped addresses are IPv4; NAT64's well-known prefix reaches the public Internet.
    const isPlain = range === 'ipv4Mapped' || v6.match(ipaddr.parseCIDR('64:ff9b::/96'));
    return isPlain ? ofInner : worse(ofInner, 'private');
  }
  const isGlobal = ((v6.parts[0] ?? 0) & 0xe000) === 0x2000;
  return range === 'unicast' && isGlobal ? 'public' : 'private';
}

function unbracketed(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function readAllowance(entry: string): Allowance {
  if (entry.includes('/')) {
    if (!ipaddr.isValidCIDR(entry)) {
      throw new Fault(
        problem(
          'private-network-invalid',
          `allow-private-network: ${JSON.stringify(entry.slice(0, 80))} is not a network`,
          'Write a host, host:port or a network such as 10.0.0.0/8, one a line.',
        ),
      );
    }
    return { kind: 'range', range: ipaddr.parseCIDR(entry) };
  }
  if (ipaddr.isValid(unbracketed(entry))) {
    return { kind: 'host', host: unbracketed(entry), port: undefined };
  }
  const parts = /^(.+):(\d{1,5})$/.exec(entry);
  return {
    kind: 'host',
    host: unbracketed(parts?.[1] ?? entry),
    port: parts?.[2],
  };
}

/**
 * Reads the setting `allow-private-network`: `true`, or hosts, CIDRs and host:port.
 *
 * @throws Fault `private-network-invalid` for a CIDR that is none
 */
export function readPolicy(setting: true | readonly string[]): NetworkPolicy {
  if (setting === true) return 'all';
  return setting
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(readAllowance);
}

function sameHost(one: string, other: string): boolean {
  if (one === other) return true;
  if (!ipaddr.isValid(one) || !ipaddr.isValid(other)) return false;
  return ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();
}

/** Whom a connection is for. */
export interface Destination {
  /** As in the URL. */
  readonly hostname: string;
  readonly port: string;
}

/** Names under which clouds tell a machine its credentials. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Names that mean something inside of a network only (RFC 6761, 6762, 8375, and usage). */
const LOCAL_NAME =
  /^[^.]+$|\.(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/**
 * True when a proxy may be asked for this destination. The proxy looks names up, so only what is
 * seen in the address is checked: literal addresses as ever, and names that are local by their form.
 */
export function mayAskProxy(to: Destination, policy: NetworkPolicy): boolean {
  const host = unbracketed(to.hostname);
  if (ipaddr.isValid(host)) return mayConnect(host, to, policy);
  if (METADATA_NAMES.has(host)) return false;
  if (!LOCAL_NAME.test(host) || policy === 'all') return true;
  return policy.some(
    (allowance) =>
      allowance.kind === 'host' &&
      sameHost(allowance.host, host) &&
      (allowance.port === undefined || allowance.port === to.port),
  );
}

/** True when a connection to this address, for this destination, may be made. */
export function mayConnect(address: string, to: Destination, policy: NetworkPolicy): boolean {
  const kind = classifyAddress(address);
  if (kind === 'public') return true;
  if (kind === 'forbidden') return false;
  if (policy === 'all') return true;
  return policy.some((allowance) => {
    if (allowance.kind === 'host') {
      if (allowance.port !== undefined && allowance.port !== to.port) return false;
      const { host } = allowance;
      return sameHost(host, unbracketed(to.hostname)) || sameHost(host, address);
    }
    const ip = ipaddr.process(address);
    const [network] = allowance.range;
    return network.kind() === ip.kind() && ip.match(allowance.range);
  });
}
