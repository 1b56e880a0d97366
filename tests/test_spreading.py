"""Held by a run of pytest over made-up modules."""

from pathlib import Path

import pytest

from tests.spreading import spread

pytest_plugins = ["pytester"]


def test_each_worker_begins_with_its_share_of_slow_modules_and_none_is_torn(
    pytester: pytest.Pytester,
) -> None:
    for name, mark, count in (
        ("a", "", 5), ("b", "@pytest.mark.slow", 2), ("c", "", 3), ("d", "@pytest.mark.slow", 1),
        ("e", "@pytest.mark.slow", 1),
    ):  # fmt: skip
        body = "".join(f"{mark}\ndef test_{n}(): pass\n" for n in range(count))
        pytester.makepyfile(**{f"test_{name}": f"import pytest\n{body}"})
    items, _ = pytester.inline_genitems("-p", "no:xdist", "-o", "markers=slow: as ours")
    spread_out = [f"{Path(item.path).stem[-1]}{item.name[-1]}" for item in spread(items, 2)]
    assert spread_out == ["b0", "b1", "e0", "a0", "a1", "a2", "d0", "a3", "a4", "c0", "c1", "c2"]
    assert sorted(spread_out) == sorted(
        f"{Path(item.path).stem[-1]}{item.name[-1]}" for item in items
    )

    for workers in (1, 3, 8):
        slow = [item for item in items if item.get_closest_marker("slow")]
        assert sorted(map(id, spread(slow, workers))) == sorted(map(id, slow))
        assert sorted(map(id, spread(items, workers))) == sorted(map(id, items))
