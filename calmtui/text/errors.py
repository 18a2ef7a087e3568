"""Why the disk refused, in words. The only place that says so."""

from __future__ import annotations

import errno

from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path

_EXPLANATIONS = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your disk quota is used up"),
    errno.EFBIG: N_("the file has reached its size limit"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EACCES: N_("this account may not write there"),
    errno.EPERM: N_("it belongs to another account"),
    errno.ELOOP: N_("there is a link where the file should be"),
    errno.EISDIR: N_("there is a folder where the file should be"),
    errno.ENOTDIR: N_("there is a file where the folder should be"),
    errno.EINVAL: N_("something there is not a file"),
    errno.ENOENT: N_("the folder is gone"),
    errno.EIO: N_("the disk reports an error"),
    errno.ETIMEDOUT: N_("the disk is slow"),
}
# What the system itself says, in lower case: listed here to be translated.
_SYSTEM_REASONS = (
    N_("no such file or directory"), N_("permission denied"), N_("is a directory"),
    N_("not a directory"), N_("too many levels of symbolic links"), N_("file name too long"),
    N_("no such device or address"), N_("no space left on device"), N_("read-only file system"),
    N_("operation not permitted"), N_("file exists"), N_("input/output error"),
    N_("file too large"), N_("no locks available"), N_("disk quota exceeded"),
    N_("device or resource busy"), N_("text file busy"), N_("invalid argument"),
    N_("too many open files"), N_("cannot allocate memory"), N_("stale file handle"),
    N_("transport endpoint is not connected"), N_("connection timed out"),
    N_("operation not supported"), N_("function not implemented"), N_("directory not empty"),
    N_("invalid cross-device link"), N_("resource temporarily unavailable"), N_("no such device"),
    N_("host is down"), N_("numerical result out of range"),
)  # fmt: skip


def describe_os_error(error: OSError) -> str:
    """Return why writing failed, as part of a sentence."""
    if error.errno in _EXPLANATIONS:
        return _(_EXPLANATIONS[error.errno])
    return system_reason(error, N_("the disk would not save it"))


def describe_file_error(error: OSError) -> str:
    """Return why reading failed, after the file or folder that it is about, where that is known."""
    if error.errno == errno.EINVAL:
        why = describe_os_error(error)
    else:
        why = system_reason(error, N_("the disk would not save it"))
    if not error.filename:
        return why
    return f"{display_path(error.filename)}: {why}"


def system_reason(error: OSError, default: str = N_("unknown reason")) -> str:
    """Return the system's own words for an error, in the user's language."""
    return _((error.strerror or default).lower())
