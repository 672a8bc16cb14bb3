const BLOCK = 512;

/**
 * One file out of an unpacked tar archive. Enough for release archives, which hold a few ordinary files with short names.
 * @throws when the archive is cut off or does not hold the file
 */
export function fileInTar(archive: Buffer, name: string): Buffer {
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    const entry = text(header, 0, 100).replace(/^\.\//, '');
    if (entry === '') break; // two empty blocks end an archive
    const size = Number.parseInt(text(header, 124, 12).trim(), 8);
    if (!Number.isInteger(size) || size < 0) break;
    const from = at + BLOCK;
    if (entry === name) {
      if (from + size > archive.length) throw new Error(`the archive ends within ${name}`);
      return archive.subarray(from, from + size);
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error(`the archive does not hold ${name}`);
}

function text(header: Buffer, offset: number, length: number): string {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString('utf8');
}
