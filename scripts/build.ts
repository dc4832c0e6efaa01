/**
 * Builds `dist`: everything that the Action and the command line need, without an install step.
 * Run: `node scripts/build.ts [out]`. The output depends on the sources and the installed packages
 * alone: not on the folder, the clock or the machine.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { rolldown, type OutputChunk, type Plugin } from 'rolldown';
import { licencesOf, licencesText } from './licences.ts';

/** Name in `dist` → source. */
const ENTRIES: Readonly<Record<string, string>> = {
  index: 'src/action.ts',
  cli: 'src/cli.ts',
  'feed-parser-worker': 'src/adapters/feed-parser-worker.ts',
};

/**
 * Packages that code which we never call would bring in. `unzip-stream` serves the download of
 * artifacts only, and one of its own dependencies (buffers) comes without any licence.
 */
const LEFT_OUT: ReadonlySet<string> = new Set(['unzip-stream']);

/** Puts a module that throws when it is used in the place of each of these packages. */
function leaveOut(packages: ReadonlySet<string>): Plugin {
  const mark = '\0left-out:';
  return {
    name: 'leave-out',
    resolveId: (id) => (packages.has(id) ? `${mark}${id}` : null),
    load: (id) => {
      if (!id.startsWith(mark)) return null;
      const words = JSON.stringify(`${id.slice(mark.length)} is not in this bundle`);
      return `export default new Proxy({}, { get() { throw new Error(${words}); } });`;
    },
  };
}

/**
 * The comment above each module names its file. Where `node_modules` is a link, that name begins
 * with the way from the project to the link's target: it is cut off.
 */
function nameFromPackages(): Plugin {
  return {
    name: 'name-from-packages',
    renderChunk: (code) => code.replaceAll(/^\/\/ \.\.\/.*?node_modules\//gm, '// node_modules/'),
  };
}

/**
 * Code with its imports of Node's own modules in order, before the others: the bundler lists them in
 * an order that depends on the folder. Loading them has no effects, so their order means nothing.
 */
function orderNodeImports(code: string): string {
  const imported = /^import (?:[^;'"]+ from )?"([^"]+)";$/;
  const ofNode = (line: string): boolean => isBuiltin(imported.exec(line)?.[1] ?? '');
  const lines = code.split('\n');
  const start = lines[0]?.startsWith('#!') === true ? 1 : 0;
  const end = lines.findIndex((line, at) => at >= start && !/^import [^(]/.test(line));
  const head = lines.slice(start, Math.max(start, end));
  const node = head.filter(ofNode);
  const others = head.filter((line) => !ofNode(line));
  return [
    ...lines.slice(0, start),
    ...node.toSorted(),
    ...others,
    ...lines.slice(start + head.length),
  ].join('\n');
}

/**
 * Builds the project at `root` into `out`, which is emptied first.
 *
 * @throws Error when a source does not build, or a package's licence may not be shipped.
 */
export async function build(root: string, out: string): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input: { ...ENTRIES },
    platform: 'node',
    tsconfig: false,
    plugins: [leaveOut(LEFT_OUT), nameFromPackages()],
    onLog: (level, log, next) => {
      // A package that cannot be found at build time could not be found on the runner either.
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      next(level, log);
    },
  });
  const { output } = await bundle.write({
    dir: out,
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: (chunk) => `${chunkName(chunk)}.js`,
    // Readable, so that a change can be reviewed; comments are in the sources and packages.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: false } },
    comments: false,
    sourcemap: false,
    banner: (chunk) => (chunk.name === 'cli' && chunk.isEntry ? '#!/usr/bin/env node' : ''),
  });
  await bundle.close();
  const chunks = output.filter((one): one is OutputChunk => one.type === 'chunk');
  refuseSharedEntries(chunks);
  for (const { fileName, code } of chunks) {
    await writeFile(path.join(out, fileName), orderNodeImports(code));
  }
  // npm makes a command executable when it links it: a clone must not differ by that.
  await chmod(path.join(out, 'cli.js'), 0o755);
  const licences = await licencesOf(chunks.flatMap((chunk) => Object.keys(chunk.modules)));
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, 'LICENSES.txt'), licencesText(licences));
  // The files are ES modules wherever they are copied.
  await writeFile(path.join(out, 'package.json'), '{ "type": "module" }\n');
}

/**
 * An entry runs when it is imported. The bundler may put a module that two entries share into one of
 * them, and then the other entry would run both programs.
 *
 * @throws Error when a chunk imports an entry.
 */
function refuseSharedEntries(chunks: readonly OutputChunk[]): void {
  const entries = new Set(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName));
  for (const chunk of chunks) {
    const entry = [...chunk.imports, ...chunk.dynamicImports].find((one) => entries.has(one));
    if (entry !== undefined) {
      throw new Error(
        `${chunk.fileName} imports the entry ${entry}, which would run it: load what they share by \`await import\` in the entry`,
      );
    }
  }
}

/** A chunk is named after the package or source that it is loaded for: no hashes, so small diffs. */
function chunkName(chunk: {
  readonly name: string;
  readonly facadeModuleId?: string | null | undefined;
  readonly moduleIds: readonly string[];
}): string {
  const id = chunk.facadeModuleId ?? chunk.moduleIds.at(-1) ?? '';
  const pkg = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1];
  if (pkg === undefined) return chunk.name;
  return `vendor-${pkg.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replace(/^-/, '')}`;
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..');
  await build(root, path.resolve(process.argv[2] ?? path.join(root, 'dist')));
}
