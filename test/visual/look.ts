/**
 * Renders Markdown files as GitHub would and takes pictures of them: light, dark, and as wide as a
 * telephone. For a person to look at; no test runs it.
 *
 *   npm i --prefix <tools> puppeteer-core github-markdown-css
 *   node test/visual/look.ts <tools> <folder of pictures> <file.md>...
 *
 * Needs Chromium (`apt-get install chromium`; another path in CHROMIUM).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const [tools = '', target = '', ...files] = process.argv.slice(2);

/** What is used of puppeteer-core. */
interface Browser {
  newPage(): Promise<{
    setViewport(size: { width: number; height: number; deviceScaleFactor: number }): Promise<void>;
    emulateMediaFeatures(features: { name: string; value: string }[]): Promise<void>;
    goto(url: string): Promise<unknown>;
    evaluate<T>(work: string): Promise<T>;
    screenshot(options: { path: string; fullPage: boolean }): Promise<unknown>;
    close(): Promise<void>;
  }>;
  close(): Promise<void>;
}
interface Puppeteer {
  launch(options: object): Promise<Browser>;
}

const LOOKS = [
  { name: 'light', width: 1_012, scheme: 'light' },
  { name: 'dark', width: 1_012, scheme: 'dark' },
  { name: 'phone', width: 390, scheme: 'light' },
  { name: 'phone-dark', width: 390, scheme: 'dark' },
  { name: 'phone-unfolded', width: 390, scheme: 'light' },
] as const;

const need = createRequire(path.join(path.resolve(tools), 'package.json'));
const puppeteer = (await import(pathToFileURL(need.resolve('puppeteer-core')).href)) as Puppeteer;
const css = await readFile(need.resolve('github-markdown-css/github-markdown.css'), 'utf8');

/** The padding of GitHub's own page around a file or a summary. */
const FRAME = `body{margin:0;background:#fff}.markdown-body{padding:32px}
@media(max-width:767px){.markdown-body{padding:16px}}
@media(prefers-color-scheme:dark){body{background:#0d1117}}`;

async function look(browser: Browser, file: string): Promise<void> {
  const markdown = await readFile(file, 'utf8');
  const html = micromark(markdown.replace(/^---\n[^]*?\n---\n/, ''), {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
  const page = await browser.newPage();
  // Beside the file, so that its relative links to pictures work.
  const beside = path.join(path.dirname(path.resolve(file)), `.look-${process.pid}.html`);
  await writeFile(
    beside,
    `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${css}${FRAME}</style><body><article class="markdown-body">${html}</article>`,
  );
  try {
    for (const { name, width, scheme } of LOOKS) {
      await page.setViewport({ width, height: 844, deviceScaleFactor: 1 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(pathToFileURL(beside).href);
      if (name === 'phone-unfolded') {
        await page.evaluate(
          "document.querySelectorAll('details').forEach((one) => (one.open = true))",
        );
      }
      const wide = await page.evaluate<string>(
        `JSON.stringify({page: document.documentElement.scrollWidth, scrolling: [...document.querySelectorAll('table,pre')].filter((one) => one.scrollWidth > one.clientWidth + 1).length, height: document.documentElement.scrollHeight, broken: [...document.images].filter((one) => one.naturalWidth === 0).map((one) => one.src)})`,
      );
      const picture = path.join(target, `${path.basename(file, '.md')}-${name}.png`);
      await page.screenshot({ path: picture, fullPage: true });
      process.stdout.write(`${picture} ${wide}\n`);
    }
  } finally {
    await rm(beside);
    await page.close();
  }
}

await mkdir(target, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
});
try {
  for (const file of files) await look(browser, file);
} finally {
  await browser.close();
}
