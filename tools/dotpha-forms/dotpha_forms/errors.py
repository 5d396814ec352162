"""What a caller is told: a place, a stable reason, and words."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    place: str  # "Mẫu 02!D12"; "" for the whole file
    reason: str
    text: str

    def __str__(self):
        return f"{self.place}: {self.reason}: {self.text}" if self.place else f"{self.reason}: {self.text}"


class FormError(Exception):
    """Refused; exit status 2."""

    def __init__(self, *problems):
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = list(problems)


class ServiceError(Exception):
    """dotphactl refused or did not reach the service; its words and its exit status."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def refuse(reason, text, place=""):
    raise FormError(Problem(place, reason, text))
