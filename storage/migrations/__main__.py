"""Write the next migration: ``python -m storage.migrations "what changed"``. Read it before you commit it."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.database import connect
from storage.migrations import KNOWN, config


def main(message: str) -> None:
    """Compare a database at the last known step with the tables and write the difference as the next step."""
    with tempfile.TemporaryDirectory() as folder:
        database = connect(Path(folder))
        with database.writing() as conn:
            command.revision(
                config(conn),
                message,
                autogenerate=True,
                rev_id=f"{int(KNOWN[-1]) + 1:04d}",
            )


if __name__ == "__main__":
    main(sys.argv[1])
