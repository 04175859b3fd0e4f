"""Builds ``clientbook.xlam`` from its sources, without Excel: the same sources give the same bytes.

``compression``, ``compound`` and ``project`` know the file formats and nothing of clientbook; ``sources``, ``wrappers``
and ``package`` know what goes into the add-in, ``settings`` what lies beside it.
"""
