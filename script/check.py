"""What script/test does, after it has found a Python."""

import os
import sys

import steps
from steps import PYTHON, ROOT, Refusal

INTERRUPTED = 130


def set_up() -> None:
    steps.be_able_to_write()
    with steps.one_at_a_time():
        steps.install_everything("requirements-dev.txt")


def main() -> None:
    os.chdir(ROOT)
    try:
        set_up()
    except Refusal as refusal:
        sys.exit(str(refusal))
    except OSError as error:
        sys.exit(f"Cannot use {error.filename or ROOT}: {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    os.execv(PYTHON, [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", "-rsR", *sys.argv[1:]])


if __name__ == "__main__":
    main()
