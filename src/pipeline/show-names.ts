import { shortHash } from '../feed/ids.ts';
import { slugOf } from '../feed/slug.ts';

/** The name of a new show's files: its title, and what tells its address apart where that is taken. */
export function freeName(title: string, url: string, taken: ReadonlySet<string>): string {
  const name = slugOf(title);
  return taken.has(name) ? nameBeside(name, url) : name;
}

/** The name of a show whose title another show has: always the same for the same address. */
export function nameBeside(name: string, url: string): string {
  return `${name}-${shortHash(url).slice(0, 8)}`;
}
