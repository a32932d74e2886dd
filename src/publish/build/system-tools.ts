import type { Room } from './room.ts'
import { IN_ROOM } from './rooms.ts'

/** A tool of the machine that no lock covers, with what it says of itself. */
export interface SystemTool {
  readonly name: string
  readonly version: string
}

const MAX_VERSION = 200
/** Under faketime, which a second build may have, rustc hangs. */
const ASK = `
unset LD_PRELOAD
for tool in cc c++ ld cmake ninja meson pkg-config cargo rustc git; do
  command -v $tool >/dev/null && printf '%s\\t%s\\n' $tool "$($tool --version 2>/dev/null </dev/null | head -n 1)"
done
ldd --version 2>&1 | head -n 1 | sed 's/^/libc\\t/'
test -r /etc/os-release && . /etc/os-release && printf 'system\\t%s\\n' "$PRETTY_NAME"
true
`

/** Compilers and their like, as the room sees them. */
export async function toolsOf(room: Room): Promise<readonly SystemTool[]> {
  const { stdout } = await room.run(['sh', '-c', ASK], IN_ROOM.tools)
  return stdout
    .split('\n')
    .map((line) => line.split('\t'))
    .flatMap(([name, version]) =>
      name === undefined || version === undefined ? [] : [{ name, version: version.slice(0, MAX_VERSION) }],
    )
}
