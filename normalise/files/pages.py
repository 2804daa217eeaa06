"""The pages of a site, read for learning."""

from collections.abc import Iterator, Sequence

from normalise.files.learn import Lesson, learn
from normalise.files.settings import SettingsFiles
from normalise.files.sources import find_sources
from normalise.files.walk import Selection
from normalise.options import Options
from normalise.pipeline import Normaliser
from normalise.reports.console import say
from normalise.result import NormaliseError

# Lines are learnt folded, so their script does not matter.
_STAGES = ("decode", "repair", "tidy", "ungloss", "strip")


def learn_from(paths: Sequence[str], rules: Sequence[str] = ()) -> tuple[Lesson, int]:
    """Learn from the files of these folders; and how many could not be read, each of which is told once."""
    normaliser = Normaliser(Options(stages=_STAGES, rules=tuple(rules)))
    selection = Selection(SettingsFiles())
    failed: set[str] = set()

    def read_pages() -> Iterator[str]:
        for source in find_sources(paths, selection):
            if source.name in failed:
                continue
            try:
                yield normaliser(source.read()).text
            except (NormaliseError, OSError) as error:
                failed.add(source.name)
                say(f"{source.name}: {error}")

    return learn(read_pages), len(failed)
