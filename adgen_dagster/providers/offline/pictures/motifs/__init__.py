"""Every thing that the painter can draw, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from adgen_dagster.providers.offline.pictures.motifs import (
    belongings,
    kitchen,
    living,
    outside,
    signs,
    work,
)
from adgen_dagster.providers.offline.pictures.pen import Pen

Draw = Callable[[Pen], None]


@dataclass(frozen=True)
class Motif:
    """A thing, and where it is at home: "table", "ground", "air" or "water"."""

    draw: Draw
    home: str


_TABLE: tuple[Draw, ...] = (
    *(kitchen.cup, kitchen.takeaway, kitchen.beans, kitchen.plate, kitchen.bread, kitchen.cake),
    *(kitchen.bottle, kitchen.glass, kitchen.apple, kitchen.jar, belongings.perfume),
    *(belongings.brush, work.dumbbell, belongings.shoe, work.book, work.laptop),
    *(belongings.bag, belongings.suitcase, work.camera, belongings.parcel, belongings.toys),
    *(
        work.sofa,
        belongings.ring,
        belongings.headphones,
        work.roller,
        living.flower,
        living.bouquet,
    ),
    *(living.plant, living.cat, living.dog, signs.gift, signs.clock, signs.chart, signs.coin),
)
_GROUND: tuple[Draw, ...] = (
    *(outside.house, outside.shop, outside.car, outside.bicycle, outside.scooter),
    *(living.tree, living.palm, signs.pin),
)
_AIR: tuple[Draw, ...] = (
    *(kitchen.pizza, work.scissors, work.phone, work.pencil, belongings.dress),
    *(work.key, work.hammer, outside.plane, outside.rocket),
    *(outside.balloon, outside.kite, outside.cloud, living.paw, signs.tag, signs.heart),
    *(signs.star, signs.bulb, signs.bubble, signs.shield, signs.cross, signs.note),
    signs.ticket,
)

MOTIFS: dict[str, Motif] = {
    draw.__name__: Motif(draw, home)
    for home, drawings in (
        ("table", _TABLE),
        ("ground", _GROUND),
        ("air", _AIR),
        ("water", (outside.sail,)),
    )
    for draw in drawings
}
