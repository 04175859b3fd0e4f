"""A workbook that opens with a password only: the file itself is encrypted (agile encryption, [MS-OFFCRYPTO] §2.3.4.10)."""

from __future__ import annotations

import io

from clientbook.errors import HostError


def encrypted(data: bytes, password: str) -> bytes:
    """Return a workbook encrypted with a password, as Excel itself writes it.

    Args:
        data: bytes of an .xlsx or .xlsm
        password: not empty

    Raises:
        HostError: the password is empty.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    if not password:
        raise HostError("password_empty")
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, made)
    return made.getvalue()


def decrypted(data: bytes, password: str, file: str = "") -> bytes:
    """Return an encrypted workbook as an ordinary one.

    Args:
        data: bytes of the encrypted file
        password: its password
        file: its name, for messages

    Raises:
        HostError: the password is another one, or the file is damaged.
    """
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
    from msoffcrypto.format.ooxml import OOXMLFile

    made = io.BytesIO()
    try:
        book = OOXMLFile(io.BytesIO(data))
        book.load_key(password=password, verify_password=True)
        book.decrypt(made)
    except InvalidKeyError:
        raise HostError("password_wrong", file=file) from None
    except (DecryptionError, FileFormatError, ParseError, OSError, ValueError, KeyError):
        raise HostError("encryption_damaged", file=file) from None
    return made.getvalue()
