"""A module for each command of the program; `normalise.cli` has the table of them."""

OK, DIFFERENT, FAILED = 0, 1, 2
STDIN = "-"
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
