/** Metadata of a file's object. Times as rclone writes and reads them: seconds since 1970 with a fraction. */
export function metadataOf(mtimeMs: number): Record<string, string> {
  return { mtime: (mtimeMs / 1000).toFixed(9).replace(/\.?0+$/, '') };
}
