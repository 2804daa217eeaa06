"""Shell completion: `eval "$(_NORMALISE_COMPLETE=bash_source normalise)"`, or zsh_source, fish_source.

Click knows commands that are parts of a group. Here the first word alone may be a command, and is a file
otherwise, so what is completed is chosen here, and click does the rest.
"""

from collections.abc import Callable, Collection

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from normalise.commands import FAILED, OK
from normalise.reports.console import write_text

VARIABLE = "_NORMALISE_COMPLETE"


def complete(instruction: str, names: Collection[str], load: Callable[[str], click.Command]) -> int:
    """Answer the shell: its script, or the words that may stand where the cursor is.

    `names` are the commands, "" for the one without a name; `load` gives a command by its name.
    """
    shell, _, action = instruction.partition("_")
    kind = get_completion_class(shell)
    if kind is None or action not in ("source", "complete"):
        return FAILED
    default = kind(load(""), {}, "normalise", VARIABLE)
    if action == "source":
        write_text(default.source() + "\n")
        return OK
    words, incomplete = default.get_completion_args()
    for item in _offer(kind, default, words, incomplete, names, load):
        write_text(default.format_completion(item) + "\n")
    return OK


def _offer(
    kind: type[ShellComplete],
    default: ShellComplete,
    words: list[str],
    incomplete: str,
    names: Collection[str],
    load: Callable[[str], click.Command],
) -> list[CompletionItem]:
    if words and words[0] and words[0] in names:
        command = kind(load(words[0]), {}, "normalise", VARIABLE)
        return command.get_completions(words[1:], incomplete)
    commands = [name for name in names if name and not words and name.startswith(incomplete)]
    return [*map(CompletionItem, commands), *default.get_completions(words, incomplete)]
