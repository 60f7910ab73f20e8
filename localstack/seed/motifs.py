"""One geometric motif per film, in the upper 400 by 430 of a poster: `a` is the ground, `b` and `c` are drawn on it."""

from __future__ import annotations

from seed.shapes import circle, line, path, polar, polygon, rect, stroked

Drawn = list[str]


def moon(a: str, b: str, c: str) -> Drawn:
    craters = [circle(x, y, r, b, 'opacity=".35"') for x, y, r in ((140, 290, 26), (250, 320, 16), (170, 170, 14))]
    rocket = polygon([(228, 196), (330, 96), (356, 122), (256, 224)], b) + polygon(
        [(330, 96), (372, 78), (356, 122)], b
    )
    stars = [circle(x, y, 2.5, c) for x, y in ((40, 60), (90, 110), (350, 300), (60, 390), (370, 40), (300, 30))]
    return [*stars, circle(190, 240, 130, c), *craters, rocket, circle(240, 212, 24, a)]


def rails(a: str, b: str, c: str) -> Drawn:
    ties = [
        line((200 - 1.1 * k * k, 120 + 3 * k * k), (200 + 1.1 * k * k, 120 + 3 * k * k), b, 1 + k) for k in range(2, 11)
    ]
    return [circle(200, 110, 70, c), rect(0, 120, 400, 310, a), *ties, *_rails(c)]


def _rails(colour: str) -> Drawn:
    return [polygon([(198, 120), (202, 120), (202 + s * 92, 430), (198 + s * 108, 430)], colour) for s in (-1, 1)]


def arches(a: str, b: str, c: str) -> Drawn:
    rings = enumerate((180, 145, 110, 75, 40))
    return [path(f"M{200 - r} 430V{230}a{r} {r} 0 0 1 {2 * r} 0V430z", (b, a, c, a, b)[k]) for k, r in rings]


def gates(_: str, b: str, c: str) -> Drawn:
    bars = [rect(62 + 24 * k, 120 + 70 * abs(5.5 - k) ** 1.5 / 13, 8, 310, b) for k in range(12)]
    return [circle(200, 150, 100, c), *bars, rect(50, 250, 300, 10, b), rect(50, 390, 300, 10, b)]


def shards(a: str, b: str, c: str) -> Drawn:
    pieces = [
        ([(0, 0), (170, 0), (60, 250)], c), ([(400, 0), (400, 200), (230, 120)], c), ([(0, 430), (120, 210), (190, 430)], c),  # noqa: E501  # a drawing
        ([(400, 430), (300, 180), (250, 430)], c), ([(150, 180), (260, 90), (290, 380), (180, 350)], b),
    ]  # fmt: skip
    return [
        *(polygon(points, fill) for points, fill in pieces),
        polygon([(195, 210), (245, 190), (250, 300), (205, 310)], a),
    ]


def panes(a: str, b: str, c: str) -> Drawn:
    cells = [rect(80 + 84 * x, 60 + 84 * y, 76, 76, b if (x, y) != (1, 2) else a) for x in range(3) for y in range(4)]
    crack = polygon([(164, 228), (240, 228), (210, 262), (232, 304), (186, 286), (164, 304), (178, 262)], c)
    return [*cells, crack, circle(202, 266, 9, a)]


def shadow(a: str, b: str, c: str) -> Drawn:
    steps = [rect(60 * k, 430 - 46 * k, 400 - 60 * k, 46, b, f'opacity="{0.25 + 0.1 * k:.2f}"') for k in range(7)]
    fingers = [stroked(f"M215 190Q{238 + 12 * k} {130 + 6 * k} {262 + 22 * k} {112 + 26 * k}", a, 7) for k in range(5)]
    figure = path(
        "M120 430Q110 250 150 190Q140 150 165 120Q192 110 196 150Q200 185 188 196Q240 170 230 200L200 240Q215 330 210 430z",  # noqa: E501  # a drawing
        a,
    )
    return [rect(0, 0, 400, 430, c, 'opacity=".85"'), *steps, figure, *fingers]


def flames(_: str, b: str, c: str) -> Drawn:
    tongue = "M{0} 430C{1} 330 {2} 300 {0} {3}C{4} 300 {5} 330 {0} 430z"
    drawn = []
    for k, x in enumerate((70, 330, 135, 265, 200)):
        top = (190, 190, 120, 120, 40)[k]
        for width, fill, drop in ((62, b, 0), (36, c, 110)):
            drawn.append(path(tongue.format(x, x - width, x - width / 2, top + drop, x + width / 2, x + width), fill))
    return [circle(200, 215, 185, b, 'opacity=".25"'), *drawn]


def clock(a: str, b: str, c: str) -> Drawn:
    ticks = [
        line(polar(200, 225, 135, k / 12), polar(200, 225, 112, k / 12), a, 9 if k % 3 == 0 else 4) for k in range(12)
    ]
    hands = [line((200, 225), polar(200, 225, 95, 0.76), a, 10), line((200, 225), polar(200, 225, 70, 0.46), a, 14)]
    figure = [
        line(polar(200, 225, 95, 0.76), (104, 330), b, 9),
        line((104, 330), (86, 392), b, 9),
        line((104, 330), (126, 388), b, 9),
    ]
    return [circle(200, 225, 165, b), circle(200, 225, 150, c), *ticks, *hands, circle(200, 225, 14, a), *figure]


def beam(a: str, b: str, c: str) -> Drawn:
    reels = [circle(x, y, r, c) + circle(x, y, r / 3, a) for x, y, r in ((78, 285, 42), (150, 262, 34))]
    return [
        polygon([(170, 330), (400, 40), (400, 400)], b, 'opacity=".9"'),
        *reels,
        rect(60, 310, 120, 70, c),
        rect(290, 130, 80, 150, a, 'opacity=".85"'),
    ]


def domes(a: str, b: str, c: str) -> Drawn:
    onion = "M{0} 330C{1} 270 {2} 210 {3} {4}C{5} 210 {6} 270 {7} 330V430H{0}z"
    city = [
        path(onion.format(x - w, x - w * 1.5, x - w * 0.4, x, top, x + w * 0.4, x + w * 1.5, x + w), b)
        for x, w, top in ((80, 42, 170), (320, 42, 170), (200, 64, 110))
    ]
    carpet = stroked("M110 120q45 -34 90 0t90 0", c, 14)
    return [circle(300, 80, 44, c), circle(284, 70, 40, a), *city, carpet]


def stairs(_: str, b: str, c: str) -> Drawn:
    steps = [rect(0, 100 + 33 * k, 400, 16, c) for k in range(10)]
    line_of_rifles = [line((40 + 46 * k, 130), (90 + 46 * k, 60), b, 7) for k in range(7)]
    return [
        *steps,
        *line_of_rifles,
        circle(262, 330, 34, "none", f'stroke="{b}" stroke-width="9"'),
        path("M210 250h90l-16 46h-64z", b),
    ]


def mask(a: str, b: str, c: str) -> Drawn:
    half = path("M200 70C300 60 330 140 316 230C306 300 262 350 200 366z", b)
    other = path("M200 70C100 60 70 140 84 230C94 300 138 350 200 366z", c)
    return [
        other,
        half,
        path("M228 190q34 -26 62 4q-30 24 -62 -4z", a),
        path("M172 190q-34 -26 -62 4q30 24 62 -4z", a),
        path("M200 290q30 8 52 -8q-20 34 -52 30z", a),
    ]


def horse(_: str, b: str, c: str) -> Drawn:
    rays = [
        polygon([(200, 215), polar(200, 215, 330, k / 12), polar(200, 215, 330, k / 12 + 0.03)], c, 'opacity=".5"')
        for k in range(12)
    ]
    body = path(
        "M96 300q10 -70 80 -76h60q20 -60 52 -86l8 24l34 26l-14 18l-30 -6q-8 60 -34 84l30 62h-20l-38 -54h-62l-36 58h-20l22 -66q-16 6 -32 16z",  # noqa: E501  # a drawing
        "#000",
    )
    wing = path("M190 232Q150 130 70 110q30 50 56 66q-34 -4 -52 -14q36 60 116 70z", "#000")
    return [*rays, circle(200, 215, 130, b), body, wing]


def rain(a: str, b: str, c: str) -> Drawn:
    drops = "".join(f"M{x * 26 - 40} {y * 74 + (x * 37) % 60 - 40}l-12 40" for x in range(1, 18) for y in range(7))
    bars = [rect(112 + 44 * k, 80, 12, 290, a) for k in range(5)]
    return [
        stroked(drops, b, 3),
        circle(200, 225, 105, c),
        circle(165, 205, 11, a),
        circle(235, 205, 11, a),
        path("M150 262q50 48 100 0z", a),
        *bars,
    ]


def wheel(a: str, b: str, c: str) -> Drawn:
    spokes = [line((200, 215), polar(200, 215, 140, k / 10), b, 9) for k in range(10)]
    rings = [circle(200, 215, 150, "none", f'stroke="{b}" stroke-width="22"'), circle(200, 215, 34, b)]
    return [
        *spokes,
        *rings,
        circle(200, 215, 14, a),
        rect(0, 246, 300, 20, c),
        circle(270, 256, 22, c),
        rect(0, 376, 400, 12, b),
    ]


def skyline(a: str, b: str, c: str) -> Drawn:
    heights = (150, 230, 190, 320, 390, 330, 210, 260, 160)
    towers = [rect(8 + 43 * k, 430 - h, 39, h, b if k % 2 else c) for k, h in enumerate(heights)]
    lights = [
        rect(16 + 43 * k, 446 - h + 24 * j, 23, 6, a) for k, h in enumerate(heights) for j in range(0, h // 24 - 1, 2)
    ]
    return [
        *(circle(200, 60, r, "none", f'stroke="{b}" stroke-width="3" opacity=".6"') for r in (70, 105, 140)),
        *towers,
        *lights,
    ]


def fog(a: str, b: str, c: str) -> Drawn:
    banks = [
        stroked(
            f"M-20 {90 + 42 * k}q52 -{26 + 3 * k} 105 0t105 0t105 0t105 0",
            b if k % 2 else c,
            16,
            f'opacity="{0.9 - 0.08 * k:.2f}"',
        )
        for k in range(8)
    ]
    figure = path("M160 430v-150q0 -36 26 -44v-24h-22v-10h14v-40h44v40h14v10h-22v24q26 8 26 44v150z", a)
    return [circle(200, 190, 120, c, 'opacity=".9"'), *banks[:4], figure, *banks[6:]]


def sunrise(a: str, b: str, c: str) -> Drawn:
    rays = [
        polygon(
            [(200, 300), polar(200, 300, 400, k / 16 - 0.25), polar(200, 300, 400, k / 16 - 0.22)], c, 'opacity=".55"'
        )
        for k in range(9)
    ]
    waves = [rect(0, 300 + 22 * k, 400, 11, b, f'opacity="{1 - 0.13 * k:.2f}"') for k in range(6)]
    return [*rays, path("M90 300a110 110 0 0 1 220 0z", b), *waves, path("M150 330h100l-18 26h-64z", a)]
