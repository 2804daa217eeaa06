"""What became of one document among many: nothing is raised, so that one does not end the work on the others."""

from typing import Any, NamedTuple

from normalise.pipeline import Data, Normaliser
from normalise.result import NormaliseError, Result


class Failed(NamedTuple):
    """A document that could not be done, and stays as it is."""

    reason: str


def attempt(normaliser: Normaliser, data: Data) -> Result | Failed:
    """The result, or why there is none.

    >>> attempt(Normaliser(), bytes(range(256)))
    Failed(reason='this is a binary file, not text')
    """
    try:
        return normaliser(data)
    except NormaliseError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001 - one document must not end the work on the others
        return Failed(f"internal error: {type(error).__name__}: {error}; please report it")


def tell(outcome: Result | Failed) -> dict[str, Any]:
    """What a record of the outcome says: plain values, as JSON and tables have them; of a failure the error alone.

    >>> tell(attempt(Normaliser(), "緊密"))
    {'changed': True, 'encoding': None, 'confidence': 1.0, 'counts': {'convert/t2s': 1}}
    """
    if isinstance(outcome, Failed):
        return {"error": outcome.reason}
    told = {
        "changed": outcome.changed,
        "encoding": outcome.encoding,
        "confidence": round(outcome.confidence, 3),
        "counts": dict(outcome.counts),
    }
    # What strip set apart is in no text any more, so it must be told.
    return told | ({"metadata": dict(outcome.metadata)} if outcome.metadata else {})


def tell_as_row(outcome: Result | Failed) -> dict[str, Any]:
    """The same with every field there, and lists of pairs for what has names of its own: as a table wants it.

    >>> tell_as_row(Failed("it is no text"))["error"]
    'it is no text'
    """
    told = {"changed": None, "encoding": None, "confidence": None, "error": None, **tell(outcome)}
    if isinstance(outcome, Failed):
        return {**told, "counts": None, "metadata": None}
    counts = [{"rule": rule, "count": count} for rule, count in outcome.counts.items()]
    metadata = [{"name": name, "value": value} for name, value in outcome.metadata.items()]
    return {**told, "counts": counts, "metadata": metadata}
