"""How often, in words."""


def times_a_week(lo: object, hi: object | None = None) -> str:
    """Say "once a week", "twice a week", "2 to 3 times a week"."""
    if hi is not None and str(hi) != str(lo):
        return f"{lo} to {hi} times a week"
    return {"1": "once", "2": "twice"}.get(str(lo), f"{lo} times") + " a week"
