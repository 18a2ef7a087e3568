"""Why a disk refused, in words for people."""

from __future__ import annotations

import errno

from calmtui.text.i18n import N_, _, reason
from calmtui.text.sanitize import path_text

_WHY = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is used up"),
    errno.EFBIG: N_("the file may not grow any more"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EACCES: N_("this account may not write there"),
    errno.EPERM: N_("the place belongs to another account"),
    errno.ELOOP: N_("a link stands where the file should be"),
    errno.EISDIR: N_("a folder stands where the file should be"),
    errno.ENOTDIR: N_("a file stands where the folder should be"),
    errno.EINVAL: N_("something stands there that is no file"),
    errno.ENOENT: N_("the folder is gone"),
    errno.EIO: N_("the disk reports an error"),
    errno.ETIMEDOUT: N_("the disk is slow"),
}


def describe_os_error(error: OSError) -> str:
    """The reason as part of a sentence."""
    if error.errno in _WHY:
        return _(_WHY[error.errno])
    return reason(error, N_("the disk refused"))


def of_file(error: OSError) -> str:
    """The reason, with the file or folder that it is about, where that is known."""
    said = (
        describe_os_error(error)
        if error.errno == errno.EINVAL
        else reason(error, N_("the disk refused"))
    )
    if not error.filename:
        return said
    return f"{path_text(error.filename)}: {said}"
