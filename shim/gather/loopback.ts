/** Plain http to this machine passes no wire that another could tap. */
export const isLoopback = (url: URL): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
