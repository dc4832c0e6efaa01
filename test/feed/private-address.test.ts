import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchableUrl, storedEpisode, storedUrl } from '../../src/feed/private-address.ts';

const TOKEN = 'q7Zk2LmN0pXw';
const FEED = `https://paid.example/rss/walks?auth=${TOKEN}&show=3`;

describe('an address that is written down', () => {
  it('has no name and no password', () => {
    expect(storedUrl('https://me:pass@a.example/1.mp3', 'https://a.example/feed')).toBe(
      'https://a.example/1.mp3',
    );
  });

  it('keeps the query of a public feed', () => {
    const url = 'https://cdn.example/1.mp3?aid=rss_feed&token=0123456789abcdef';
    expect(storedUrl(url, 'https://a.example/feed?channel_id=UCabcdefgh1234567890')).toBe(url);
  });

  it('has nothing of the secrets of a private feed, wherever they stand', () => {
    for (const url of [
      FEED,
      `https://cdn.example/1.mp3?auth=${TOKEN}`,
      `https://cdn.example/${TOKEN}/1.mp3`,
    ]) {
      const stored = storedUrl(url, FEED);
      expect(stored).not.toContain(TOKEN);
      expect(stored).toMatch(/hidden-[0-9a-f]{8}/u);
      expect(fetchableUrl(stored, FEED)).toBe(url);
      // Written a second time it stays as it is.
      expect(storedUrl(stored, FEED)).toBe(stored);
    }
    const signed = 'https://cdn.example/1.mp3?token-time=1764000000&token-hash=AbCdEf0123456789%3D';
    expect(storedUrl(signed, FEED)).not.toMatch(/1764000000|AbCdEf/u);
  });

  it('tells two readers of one host apart', () => {
    const other = FEED.replace(TOKEN, 'another-token-1');
    expect(storedUrl(FEED, FEED)).not.toBe(storedUrl(other, other));
  });

  it('is had back, whatever the secret is', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_.~-]{8,40}$/);
    const names = fc.constantFrom('auth', 'token', 'api_key', 'accessToken', 'X-Signature', 'key');
    fc.assert(
      fc.property(secret, names, (value, name) => {
        const feed = `https://a.example/feed?${name}=${value}`;
        const audio = `https://a.example/1.mp3?n=1&${name}=${value}`;
        const stored = storedUrl(audio, feed);
        expect(stored).toMatch(/hidden-[0-9a-f]{8}$/u);
        expect(fetchableUrl(stored, feed)).toBe(audio);
      }),
      { seed: 3 },
    );
  });
});

describe('an episode that is written down', () => {
  // An item of a feed may carry a password of its own, in the audio's address or in a guid that is one.
  it.each(['http', 'HTTPS', 'ftp'])('has no password in it where an item has one: %s', (scheme) => {
    const own = `${scheme}://bob:hunter2@cdn.example/1.mp3`;
    const stored = storedEpisode(
      {
        id: '0123456789abcdef',
        title: 'One',
        guid: own,
        enclosure: { url: own },
        people: [],
        transcripts: [],
      },
      'https://a.example/feed',
    );
    expect(JSON.stringify(stored)).not.toMatch(/bob|hunter2/u);
    // Its id stays what it was: it is taken from what the feed says.
    expect(stored.id).toBe('0123456789abcdef');
  });

  it('keeps a guid that is no address as it is', () => {
    for (const guid of ['walk 7', 'urn:uuid:1-2', 'a:b@c', '7']) {
      const item = { id: 'x', title: 'x', guid, enclosure: { url: 'https://a.example/1.mp3' } };
      const stored = storedEpisode({ ...item, people: [], transcripts: [] }, 'https://a.example/f');
      expect(stored.guid).toBe(guid);
    }
  });
});

describe('an address that is asked for', () => {
  const feed = 'https://me:pass%20word@a.example/feed';

  it('has the name and password of its feed on the same host, and nowhere else', () => {
    expect(fetchableUrl('https://a.example/1.mp3', feed)).toBe(
      'https://me:pass%20word@a.example/1.mp3',
    );
    for (const url of [
      'https://b.example/1.mp3',
      'https://a.example:8443/1.mp3',
      'http://a.example/1.mp3',
      'https://you:own@a.example/1.mp3',
      'no address',
    ]) {
      expect(fetchableUrl(url, feed)).toBe(url);
    }
  });
});
