import type { Scratch, ScratchFile } from '../ports.ts';

/** Where the audio of a file goes that had to be decoded: beside it, so that its own bytes stay as they came. */
export function decodedFile(scratch: Scratch, file: ScratchFile): ScratchFile {
  const name = file.path.split(/[\\/]/).at(-1) ?? '';
  return scratch.file(`${name}.decoded`);
}
