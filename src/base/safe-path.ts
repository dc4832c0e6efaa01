/**
 * True for a relative path, with `/` or `\`, whose every part is a name: it cannot leave its folder.
 */
export function staysInside(path: string): boolean {
  return path.split(/[/\\]/u).every((part) => part !== '' && part !== '.' && part !== '..');
}

/**
 * True for a path with a part that git or GitHub acts upon: `.git` (hooks, settings) and `.github`
 * (workflows). Spellings that some file system takes for these count too: other case, dots and
 * blanks at the end, short names of Windows (`git~1`), streams of NTFS, characters that HFS+ skips.
 */
export function isGitPath(path: string): boolean {
  return path.split(/[/\\]/u).some((part) => {
    const [name = ''] = part
      .normalize('NFKC')
      .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toLowerCase()
      .split(':');
    return /^(?:\.git(?:hub)?[. ]*|git(?:hub)?~\d+[. ]*)$/u.test(name);
  });
}
