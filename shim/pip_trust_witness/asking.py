"""What pip's own frames tell of a thing that it is about to open or build: what for, and who named it."""

#: What pip unpacks to build from it: all but wheels, whatever their names say.
UNPACKER = "pip._internal.utils.unpacking"
#: Its functions have the requirement that they prepare in `req`.
PREPARER = "pip._internal.operations.prepare"
MAX_FRAMES = 64
MAX_PARENTS = 1000


def is_unpacked(frame):
    """True where pip opens an archive to unpack and build it, which it never does with what it takes for a wheel."""
    return any(name == UNPACKER for name, _ in _callers(frame))


def is_declared_elsewhere(frame):
    """True where a page, or the metadata of a package, from elsewhere names this very thing (`x @ file:…`)."""
    for name, caller in _callers(frame):
        requirement = caller.f_locals.get("req") if name == PREPARER else None
        if requirement is not None and hasattr(requirement, "comes_from"):
            return _is_listed_elsewhere(requirement) or _is_required_elsewhere(requirement)
    return False


def _is_listed_elsewhere(requirement):
    """A link to a file here knows the page that it stands on; what was found in a folder, or named, stands on none."""
    link = getattr(requirement, "link", None)
    if not getattr(link, "is_file", False):  # what pip had downloaded before lies where the person said
        return False
    page = getattr(link, "comes_from", None)
    url = getattr(page, "url", page)
    return isinstance(url, str) and "://" in url and not url.lower().startswith("file:")


def _is_required_elsewhere(requirement):
    return getattr(requirement, "original_link", None) is not None and _has_parent_elsewhere(requirement)


def _has_parent_elsewhere(requirement):
    """``comes_from`` is the requirement whose metadata names this one; at the top a text, or None."""
    for _ in range(MAX_PARENTS):
        requirement = requirement.comes_from
        if requirement is None or isinstance(requirement, str):
            return False
        link = getattr(requirement, "link", None)
        if link is None or not link.is_file:
            return True
    return True


def _callers(frame):
    for _ in range(MAX_FRAMES):
        if frame is None:
            return
        yield frame.f_globals.get("__name__"), frame
        frame = frame.f_back
