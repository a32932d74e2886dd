/** Bytes of one message. */
export const MAX_MESSAGE_BYTES = 1024 * 1024
/** Arrays and objects that may lie in each other. */
export const MAX_MESSAGE_DEPTH = 32
/** Characters of a name: a project, a file, a rule, a code. */
export const MAX_NAME_LENGTH = 512
/** Characters of a sentence, a path or an URL. */
export const MAX_TEXT_LENGTH = 8192
/** Pieces of evidence in one question. */
export const MAX_EVIDENCE = 32
/** Digests that were claimed for one artifact. */
export const MAX_CLAIMED_DIGESTS = 16
/** Digests over artifact and suffix, in one question or one wish. */
export const MAX_SUFFIXED_DIGESTS = 64
/** Hex digits of a suffix: an OpenPGP signature's hashed part has two octets of length, and a trailer. */
export const MAX_SUFFIX_HEX = 2 * (65_536 + 32)
/** Entries of any list in a reply. */
export const MAX_LIST = 1000
/** Records of decisions that one question may ask for. */
export const MAX_WHY_RECORDS = 1000
/** Files in one frame of a listing: at most 1 MiB with the longest names. */
export const MAX_LISTED_FILES = 1000
/** Frames of one listing: 200,000 files, as many as a page may have. */
export const MAX_LISTING_FRAMES = 200
/** Files of an earlier release that one question may bring evidence for. */
export const MAX_PRECEDENT_EVIDENCE = 4
/** Releases of one page that are kept out of it. */
export const MAX_WITHHELD = 5000
/** How long a bypass may last: what takes longer is a change of the policy. */
export const MAX_BYPASS_SECONDS = 86_400
/** Characters of a canary's key or signature: minisign's files have some 300. */
export const MAX_CANARY_TEXT = 1024
/** Records of one page of decisions or history. */
export const MAX_PAGE_RECORDS = 1000
/** Entries of lock files that are about one file, and publishers that one of them names. */
export const MAX_LOCK_ENTRIES = 4
export const MAX_LOCK_IDENTITIES = 16
/** Fields of such a publisher, and characters of each. */
export const MAX_LOCK_FIELDS = 16
export const MAX_LOCK_TEXT = 512
