"""Bring the colours of any film to those of HD television, which every player shows alike."""

import ffmpeg as graph

from adgen_dagster.media.probe import Probe

# How HD film is coloured. Written into each clip, or players guess by the size, each its own way.
BT709 = {
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "colorspace": "bt709",
    "range": "tv",
}
# Without the rounding flags, converting from another colouring tints every grey.
FLAGS = {"flags": "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"}
TO_BT709 = {"out_color_matrix": "bt709", "out_range": "tv", **FLAGS}

_PQ, _HLG = "smpte2084", "arib-std-b67"
_WIDE_PRIMARIES = {"bt2020", "smpte431", "smpte432"}
# White paper in an HDR film, in candela for a square metre (ITU-R BT.2408): it becomes our white.
_PAPER_WHITE = 203


def scaled(pictures: graph.Stream, found: Probe, width: str, height: str) -> graph.Stream:
    """Scale the film to this size (expressions of `scale`) and to our colours.

    Films of high dynamic range are brought down to what a common screen shows, those with more
    colours than it has to the nearest that it has.
    """
    if curve := _hdr_curve(found):
        return _toned(pictures.filter("scale", w=width, h=height, **FLAGS), curve)
    if found.color_primaries in _WIDE_PRIMARIES:
        return _narrowed(pictures.filter("scale", w=width, h=height, **FLAGS), found)
    return pictures.filter("scale", w=width, h=height, **TO_BT709)


def _hdr_curve(found: Probe) -> str:
    """Return how a film of high dynamic range is encoded; empty: it is none."""
    if found.color_transfer in {_PQ, _HLG}:
        return found.color_transfer
    is_deep = any(depth in (found.pix_fmt or "") for depth in ("10", "12"))
    is_untold = found.color_transfer in {None, "unknown"}
    # Ten bits in the colours of UHD and not a word on the curve: who forgets to tell forgets
    # it of HDR.
    is_uhd = (found.color_space or "").startswith("bt2020")
    return _PQ if is_deep and is_untold and is_uhd else ""


def _toned(pictures: graph.Stream, curve: str) -> graph.Stream:
    return (
        pictures.filter(
            "setparams", color_primaries="bt2020", color_trc=curve, colorspace="bt2020nc"
        )
        .filter("zscale", transfer="linear", npl=_PAPER_WHITE)
        .filter("format", "gbrpf32le")
        .filter("zscale", primaries="bt709")
        .filter("tonemap", tonemap="mobius", desat=0)
        .filter("zscale", transfer="bt709", matrix="bt709", range="limited")
    )


def _narrowed(pictures: graph.Stream, found: Probe) -> graph.Stream:
    told = found.color_space not in {None, "unknown"}
    matrix = {} if told else {"colorspace": "bt709"}
    return pictures.filter("setparams", color_trc="bt709", **matrix).filter(
        "zscale", primaries="bt709", transfer="bt709", matrix="bt709", range="limited"
    )
