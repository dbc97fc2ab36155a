"""What was computed of a view, for all processes of a server: seen by one, it is ready for all."""

import json
import logging
import zlib
from collections.abc import Callable
from typing import Any

from dash._utils import to_json  # what Dash itself sends a browser; it gives no other way to it

from dashboard.store.contents import Store
from dashboard.store.database import DiskFull

LOG = logging.getLogger(__name__)
MOST_RESULT_BYTES = 128 << 20
# Its size is looked at once in so many additions, and the oldest tenth goes.
ADDED_BETWEEN_LOOKS = 50
# Of a fraction of a millisecond for text that is kept in a third of its bytes.
LEVEL = 1
Part = dict[str, Any]


class Results:
    """The pieces of the page that were computed before, as a browser is sent them.

    Parameters
    ----------
    store : Store
    most : int
        Bytes of all pieces together.
    """

    def __init__(self, store: Store, *, most: int = MOST_RESULT_BYTES) -> None:
        self.store, self.most = store, most
        self._added = 0

    def recall(self, key: str, digest: str, make: Callable[[], Part]) -> Part:
        """Return what is kept under a key, or make it and keep it.

        Parameters
        ----------
        key : str
            Names all that a piece depends on.
        digest : str
            Of the study; the pieces go with it.
        make : callable
            Gives pieces of the page by name; none at all are not kept.

        Returns
        -------
        dict
            Components where they were made just now, else what JSON says of them.
        """
        if known := self.known(key):
            return known
        made = make()
        if not made:
            return made
        content = zlib.compress(to_json(made).encode(), LEVEL)
        try:
            with self.store.results.open(write=True) as results:
                results.execute(
                    "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)",
                    (key, digest, content, self.store.clock()),
                )
        except DiskFull as error:
            # Who asked has it all the same.
            LOG.warning("What was computed is not kept: %s", error)
            return made
        self._added += 1
        if self._added % ADDED_BETWEEN_LOOKS == 0:
            self._make_room()
        return made

    def known(self, key: str) -> Part | None:
        """Return what is kept under a key, as JSON says it; None where nothing is."""
        try:
            with self.store.results.open() as results:
                row = results.execute("SELECT content FROM parts WHERE key = ?", (key,)).fetchone()
        except DiskFull:
            # Even who reads writes of it beside the file: it is made anew.
            return None
        return json.loads(zlib.decompress(row[0])) if row else None

    def keeps(self, key: str) -> bool:
        """Tell whether anything is kept under a key."""
        with self.store.results.open() as results:
            return bool(results.execute("SELECT 1 FROM parts WHERE key = ?", (key,)).fetchone())

    def _make_room(self) -> None:
        """Let the oldest tenth go until what is left is small enough."""
        with self.store.results.open(write=True) as results:
            while True:
                count, size = results.execute(
                    "SELECT COUNT(*), COALESCE(SUM(LENGTH(content)), 0) FROM parts"
                ).fetchone()
                if size <= self.most:
                    return
                results.execute(
                    "DELETE FROM parts WHERE key IN (SELECT key FROM parts ORDER BY used LIMIT ?)",
                    (1 + count // 10,),
                )
