"""Creates agents from a DataFrame of Spark: `mapInPandas`, with columns for the outcome of each row.

Needs `pyspark`, `pandas` and `pyarrow` beside the package, and Java.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from typing import TYPE_CHECKING

import pandas as pd
from pyspark.sql import SparkSession

from geai_client import Client, GeaiError
from geai_client.testing import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OUTCOME = "name string, id string, error string, executed string"


def creator(client: Client) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """A function that creates an agent of each row. Spark pickles it, and the client with it."""

    def create(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            definitions = batch[["name", "description"]].to_dict("records")
            rows = []
            for name, outcome in zip(batch["name"], client.bulk(client.agents.create, definitions), strict=True):
                if not isinstance(outcome, GeaiError):
                    rows.append((name, outcome.id, None, "yes"))
                elif outcome.is_already_exists:
                    # By an earlier try of this task, or by somebody else: compare the definition to tell.
                    rows.append((name, client.agents.get(name, revision=1, allow_drafts=True).id, None, "no"))
                else:
                    rows.append((name, None, str(outcome), outcome.executed))
            yield pd.DataFrame(rows, columns=["name", "id", "error", "executed"])

    return create


def main() -> None:
    """Makes a session on this machine, and uses it."""
    with contextlib.ExitStack() as stack:
        if "GEAI_API_BASE_URL" not in os.environ:
            emulator = stack.enter_context(Emulator())
            os.environ.update(GEAI_API_BASE_URL=emulator.url, GEAI_APITOKEN=emulator.token())
        # Workers need the token in their environment, too: a pickled client holds none.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        client = stack.enter_context(Client())
        spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        stack.callback(spark.stop)
        spark.sparkContext.setLogLevel("ERROR")
        folder = stack.enter_context(tempfile.TemporaryDirectory())

        wanted = [(f"agent-{number}", "Made by Spark") for number in range(40)] + [("wrong:name", "")]
        frame = spark.createDataFrame(wanted, "name string, description string").repartition(4)
        # A frame is computed anew by each action, which would create each agent again: written once, read from then on.
        frame.mapInPandas(creator(client), OUTCOME).write.parquet(f"{folder}/made")
        made = spark.read.parquet(f"{folder}/made")
        print(f"{made.where('error is null').count()} agents are there")
        for row in made.where("error is not null").collect():
            print(f"{row.name}: executed {row.executed}")

        again = frame.mapInPandas(creator(client), OUTCOME)
        print("made the second time:", again.where("executed = 'yes'").count())


if __name__ == "__main__":
    main()
