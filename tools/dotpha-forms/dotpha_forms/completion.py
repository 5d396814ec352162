"""How far a plan is done (I-38): exact fractions, floored to hundredths only to be shown (I-21)."""
from fractions import Fraction

FULL_E2 = 10000


def floor_e2(percentage):
    """Fraction in percent -> hundredths, never rounded up; None stays None."""
    return None if percentage is None else int(percentage * 100 // 1)


class Completion:
    """Of one planned work, from the completion of its items: {item_id: hundredths, cumulative}. Percentages are
    Fractions; None where nothing counts (share 0, no parts)."""

    def __init__(self, items_e2):
        self._items = items_e2

    def item(self, item):
        # More than 100 is kept as written and counted as 100 (E-13).
        return Fraction(min(self._items.get(item["item_id"], 0), FULL_E2), 100)

    def month(self, month):
        return self._whole(month.get("items", []), self.item)

    def quarter(self, quarter):
        return self._whole(quarter.get("months", []), self.month)

    def year(self, year):
        return self._whole(year.get("quarters", []), self.quarter)

    def stage(self, work):
        return self._whole(work.get("years", []), self.year)

    @staticmethod
    def _whole(parts, completion_of):
        counted = [(Fraction(part.get("share_e2", 0), FULL_E2), completion_of(part)) for part in parts]
        counted = [(share, done) for share, done in counted if done is not None]
        return sum((share * done for share, done in counted), Fraction(0)) if counted else None


def share_of(part, completion):
    """What a part brings to the whole above it: share x completion."""
    return None if completion is None else Fraction(part.get("share_e2", 0), FULL_E2) * completion
