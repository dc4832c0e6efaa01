import { describe, expect, it } from 'vitest';
import { isGitPath, staysInside } from '../../src/base/safe-path.ts';

describe('paths of a repository', () => {
  it('that git or GitHub acts upon are known in every spelling that a file system takes', () => {
    const theirs = [
      '.git/hooks/pre-commit',
      'a/.git',
      '.GIT/config',
      '.git. ./config',
      'a/git~1/config',
      '.git::$INDEX_ALLOCATION/config',
      '.g\u200cit/config',
      '.github/workflows/x.yml',
      'x\\.GitHub\\x',
      'GITHUB~2/x',
    ];
    expect(theirs.filter((path) => !isGitPath(path))).toEqual([]);
    const others = [
      '.gitignore',
      'git/x',
      'a.git/x',
      '.gitkeep',
      'digit~1',
      'state/feeds/github.json',
    ];
    expect(others.filter(isGitPath)).toEqual([]);
  });

  it('stay in their folder when every part is a name', () => {
    expect(['a', 'a/b', 'a/..b/...'].every(staysInside)).toBe(true);
    expect(['', '/a', 'a/', '../a', 'a/../b', 'a\\..\\b', './a'].some(staysInside)).toBe(false);
  });
});
