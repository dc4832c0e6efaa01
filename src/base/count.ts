/** A whole number with its thousands apart: `1,234`. */
export function grouped(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * A number of things, in words for people: `1 request`, `1,200 requests`, `2 tries`.
 *
 * @param many the plural, where it is not the thing with an s
 */
export function counted(count: number, thing: string, many: string = `${thing}s`): string {
  return `${grouped(count)} ${Math.round(count) === 1 ? thing : many}`;
}

/** A size for people: `812 bytes`, `3 MiB`, `1.4 GiB`; beyond bytes never said too small. */
export function sized(bytes: number): string {
  if (bytes < 2 ** 20)
    return bytes < 10_000 ? counted(bytes, 'byte') : `${Math.ceil(bytes / 1024)} KiB`;
  if (bytes < 2 ** 30) return `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return `${(Math.ceil((bytes * 10) / 2 ** 30) / 10).toFixed(1)} GiB`;
}
