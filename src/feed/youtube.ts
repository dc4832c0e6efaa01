const VIDEO =
  /(?:youtube(?:-nocookie)?\.com\/(?:watch\?(?:[\w%.~+-]{1,40}=[\w%.~+-]{0,80}&(?:amp;)?){0,5}v=|shorts\/|live\/|embed\/|v\/)|youtu\.be\/)([\w-]{11})(?![\w-])/gi;

/** The videos that a text (plain or HTML) links to: their ids, in order, without repetition. */
export function youtubeVideos(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(VIDEO), (match) => match[1] ?? ''))];
}

/** The address of a video in its usual form. */
export function youtubeUrlOf(id: string): string {
  return `https://www.youtube.com/watch?v=${id}`;
}

/**
 * The one video of each episode: that of its link, else the only one its description names. A
 * video that several episodes name (a trailer, the channel's greeting) belongs to none of them.
 *
 * @param texts of each episode, its link and the HTML of its description
 */
export function youtubeOfEpisodes(
  texts: readonly { readonly link?: string | undefined; readonly description: string }[],
): readonly (string | undefined)[] {
  const uses = new Map<string, number>();
  const found = texts.map(({ link, description }) => {
    const linked = youtubeVideos(link ?? '');
    const described = youtubeVideos(description);
    for (const id of new Set([...linked, ...described])) uses.set(id, (uses.get(id) ?? 0) + 1);
    return { linked, described };
  });
  return found.map(({ linked, described }) => {
    const own = (ids: readonly string[]): readonly string[] =>
      ids.filter((id) => uses.get(id) === 1);
    const [first, second] = own(described);
    const id = own(linked)[0] ?? (second === undefined ? first : undefined);
    return id === undefined ? undefined : youtubeUrlOf(id);
  });
}
