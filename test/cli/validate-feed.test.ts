import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

let shell: Shell;

beforeEach(async () => {
  shell = await openShell();
});

afterEach(() => shell.close());

function validate(lines: readonly string[]) {
  const show = [`shows:`, `  - url: ${shell.feed}`, ...lines.map((line) => `    ${line}`)];
  writeFileSync(join(shell.folder, 'c.yaml'), `${show.join('\n')}\naudio:\n  maxMegabytes: 1\n`);
  return shell.run(['validate-feed', shell.feed, '--config', 'c.yaml']);
}

it('validate-feed heeds what the config file says of the show', async () => {
  const named = await validate(['title: My Own Name']);
  expect(named.stdout).toMatch(/^Show +My Own Name$/mu);
  const resting = await validate(['enabled: false']);
  expect(resting.exitCode).toBe(0);
  expect(resting.stdout).toMatch(/^Takes +0 of 2 episodes$/mu);
  expect(resting.stdout).toContain('The show rests (`enabled: false`)');
});

it('validate-feed of a feed without audio is not fine', async () => {
  const body =
    '<rss version="2.0"><channel><title>Words</title><item><title>x</title></item></channel></rss>';
  shell.world.feeds.setFile('/words.xml', { body, contentType: 'application/rss+xml' });
  const result = await shell.run(['validate-feed', `${shell.world.feeds.url}/words.xml`]);
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toContain('There is no episode with audio.');
  expect(result.stdout).toMatch(/^Takes +0 of 0 episodes$/mu);
});
