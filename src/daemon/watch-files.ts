import { lstat } from 'node:fs/promises'

/** How often files outside of the configuration are looked at: a followed folder may be on any file system, where events get lost. */
const LOOK_MS = 1_000

/** Calls `onChange` when one of the files, which may be others each time, is another one than before. */
export function watchFiles(
  files: () => readonly string[],
  onChange: () => void,
  lookMs = LOOK_MS,
): { close(): void } {
  const seen = new Map<string, string>()
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      let isOther = false
      for (const file of files()) {
        const found = await lookOf(file)
        isOther ||= seen.has(file) && seen.get(file) !== found
        seen.set(file, found)
      }
      if (isOther) onChange()
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void look(), lookMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

async function lookOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await lstat(path)
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`
  } catch {
    // It is gone, or can't be looked at: either way not what it was.
    return '-'
  }
}
