/**
 * Lenient reading of the tree that rss-parser makes: an element is a string, or an object of
 * `_` (text), `$` (attributes) and children by name; repeated ones are arrays. Anything may be
 * missing or of another shape.
 */

/** An object of the tree. */
export type Node = Readonly<Record<string, unknown>>;

/** The value when it is an object (not an array). */
export function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Node)
    : undefined;
}

/** A child's values: none, one or all. Own properties only: names come from feeds. */
export function allOf(node: Node, name: string): readonly unknown[] {
  if (!Object.hasOwn(node, name)) return [];
  const value = node[name];
  return Array.isArray(value) ? value : [value];
}

/** The text of an element, trimmed; `undefined` when there is none. */
export function textOf(value: unknown): string | undefined {
  const node = asNode(value);
  const text = node === undefined ? value : allOf(node, '_')[0];
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** The first text that a child of one of these names has. */
export function firstText(node: Node, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const value of allOf(node, name)) {
      const text = textOf(value);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

/** An attribute of an element, trimmed; `undefined` when missing or empty. */
export function attributeOf(value: unknown, name: string): string | undefined {
  const node = asNode(value);
  const attributes = node === undefined ? undefined : asNode(allOf(node, '$')[0]);
  return attributes === undefined ? undefined : firstText(attributes, name);
}
