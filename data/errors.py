"""Errors that a user can put right."""

from data.faults import Fault, fault_list


class EscalationError(ValueError):
    """Base of every error that a user can put right; its text is one plain sentence."""


class FetchError(EscalationError):
    """Nothing was fetched, and nothing of what is kept has changed; the text says why."""


class StudyError(EscalationError):
    """A study cannot be loaded; the text lists every fault, one line each.

    Parameters
    ----------
    faults : tuple of Fault
        At least one, in the order of the files and their rows.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        if len(faults) == 1:
            super().__init__(f"The study cannot be loaded: {faults[0]}.")
        else:
            super().__init__(
                f"The study cannot be loaded, {len(faults)} faults:\n{fault_list(faults)}"
            )


class DownloadError(StudyError):
    """An earlier download of a study cannot be used; the text names its file and what is wrong.

    Parameters
    ----------
    faults : tuple of Fault
        At least one.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        told = "; ".join(map(str, faults))
        EscalationError.__init__(self, f"An earlier download cannot be used: {told}.")


class SourceError(EscalationError):
    """A file cannot be read; the text lists what stands in the way, one line each.

    Parameters
    ----------
    faults : tuple of Fault
        At least one.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        if len(faults) == 1:
            super().__init__(f"The file cannot be read: {faults[0]}.")
        else:
            super().__init__(
                f"The file cannot be read, {len(faults)} faults:\n{fault_list(faults)}"
            )


class ChoiceNeeded(SourceError):
    """A file holds several tables; the text lists them, and so does ``choices``.

    Parameters
    ----------
    faults : tuple of Fault
        At least one.
    choices : tuple of str
        Names of the tables, as ``--sheet`` takes them.
    """

    def __init__(self, faults: tuple[Fault, ...], choices: tuple[str, ...]) -> None:
        self.choices = choices
        super().__init__(faults)
