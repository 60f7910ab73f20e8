"""Motifs of films up to 1923 (motifs.py says how they are drawn)."""

from __future__ import annotations

from seed.motifs import Drawn
from seed.shapes import circle, line, path, polar, polygon, rect, stroked

OUT = 2
"""The candle that has no flame."""


def sun_train(a: str, b: str, c: str) -> Drawn:
    rays = [
        polygon(
            [polar(200, 170, 120, k / 16 - 0.02), polar(200, 170, 186, k / 16), polar(200, 170, 120, k / 16 + 0.02)], b
        )
        for k in range(16)
    ]
    eyes = [circle(x, 140, 12, a) for x in (165, 235)]
    cars = [rect(20 + 62 * k, 300 - 26 * k, 52, 34, c) for k in range(3)]
    wheels = [circle(34 + 62 * k + 26 * j, 338 - 26 * k, 9, c) for k in range(3) for j in range(2)]
    return [*rays, circle(200, 170, 116, b), *eyes, path("M150 196q50 60 100 0z", a), *cars, *wheels]


def suitcases(a: str, b: str, c: str) -> Drawn:
    drawn = []
    for x, y, width, height, turn, fill in (
        (70, 300, 150, 100, -4, b), (190, 210, 130, 86, 9, c), (90, 110, 110, 76, -14, b), (230, 60, 90, 62, 20, c),
    ):  # fmt: skip
        handle = stroked(f"M{x + width / 2 - 20:.0f} {y}v-16h40v16", fill, 8)
        straps = "".join(rect(x + width * share, y, 9, height, a) for share in (0.2, 0.72))
        middle = f"{x + width / 2:.0f} {y + height / 2:.0f}"
        drawn.append(f'<g transform="rotate({turn} {middle})">{rect(x, y, width, height, fill)}{handle}{straps}</g>')
    return [*drawn, polygon([(330, 290), (296, 350), (318, 350), (300, 410), (352, 336), (328, 336), (346, 290)], c)]


def ring(a: str, b: str, c: str) -> Drawn:
    stripes = [polygon([(200, 20), (-20 + 44 * k, 200), (24 + 44 * k, 200)], b if k % 2 else c) for k in range(10)]
    dancers = [circle(176, 262, 15, c), circle(222, 256, 15, b)]
    bodies = [
        path("M176 278q-26 60 -40 120h56q2 -60 -16 -120z", c),
        path("M222 272q26 50 22 126h-34q-8 -70 12 -126z", b),
    ]
    lasso = stroked("M200 330m-120 0a120 34 0 1 0 240 0a120 34 0 1 0 -240 0", b, 5)
    return [*stripes, rect(0, 200, 400, 10, a), *dancers, *bodies, lasso]


def crown(a: str, b: str, c: str) -> Drawn:
    points = [(90, 300), (70, 150), (140, 220), (200, 90), (260, 220), (330, 150), (310, 300)]
    jewels = [circle(x, y, 11, c) for x, y in ((70, 146), (200, 84), (330, 146))]
    band = [rect(90, 312, 220, 34, b), *(circle(120 + 40 * k, 329, 9, a) for k in range(5))]
    return [circle(200, 210, 180, c, 'opacity=".14"'), polygon(points, b), *jewels, *band]


def triptych(a: str, b: str, c: str) -> Drawn:
    middle = polygon([(200, 40), (390, 370), (10, 370)], b)
    phone = [rect(150, 250, 100, 16, a), rect(150, 250, 20, 34, a), rect(230, 250, 20, 34, a)]
    cord = stroked("M160 284q-24 40 10 50t60 -6t40 30", a, 5)
    knife = polygon([(60, 60), (110, 150), (98, 158), (44, 82)], c) + rect(96, 150, 14, 50, c)
    lamp = [circle(340, 90, 30, c), path("M316 120h48l14 40h-76z", c)]
    return [middle, *phone, cord, knife, *lamp]


def dinosaur(_: str, b: str, c: str) -> Drawn:
    body = path(
        "M30 372Q80 350 110 300Q150 220 230 230Q262 236 268 190L272 110Q274 72 316 74Q350 78 352 100Q348 116 312 116L304 250Q300 330 262 348V400H232V356H168V400H138V346Q90 390 30 372z",  # noqa: E501  # a drawing
        b,
    )  # a drawing
    leaves = [stroked(f"M368 {92 + 6 * k}q20 {-30 + 16 * k} 30 {-34 + 20 * k}", c, 5) for k in range(4)]
    return [circle(96, 96, 44, c, 'opacity=".35"'), body, circle(318, 92, 5, "#fff"), *leaves, rect(0, 400, 400, 30, c)]


def volcano(_: str, b: str, c: str) -> Drawn:
    lava = [stroked(f"M{188 + 12 * k} 170q{-34 + 34 * k} 90 {-70 + 70 * k} 260", b, 14) for k in range(3)]
    sparks = [circle(*polar(200, 150, 40 + 17 * k % 90, -0.16 + 0.022 * k), 4 + k % 3, c) for k in range(15)]
    plume = path("M180 150q-70 -40 -30 -84q-20 -50 50 -50t60 46q40 46 -36 88z", b, 'opacity=".45"')
    mountain = path("M0 430L150 170h100L400 430z", "#000")
    return [plume, mountain, *lava, *sparks, path("M150 170q50 26 100 0z", b)]


def submarine(a: str, b: str, c: str) -> Drawn:
    beam = polygon([(300, 230), (400, 150), (400, 320)], c, 'opacity=".8"')
    hull = path("M40 240Q100 180 220 184Q290 190 312 236Q290 282 220 288Q100 292 40 240z", b)
    ports = [circle(120 + 46 * k, 236, 14, a) for k in range(4)]
    tail = [polygon([(46, 240), (10, 206), (10, 274)], b), rect(170, 150, 70, 40, b)]
    weed = [stroked(f"M{30 + 48 * k} 430q-18 -30 0 -60t0 -{30 + k * 17 % 40}", b, 6, 'opacity=".5"') for k in range(8)]
    bubbles = [circle(60 + 9 * k, 150 - 26 * k, 5 + k, c, 'opacity=".6"') for k in range(5)]
    return [beam, hull, *ports, *tail, *weed, *bubbles]


def harbour(a: str, b: str, c: str) -> Drawn:
    statue = path("M286 300V190l-14 -10l10 -40l-30 -70l10 -6l34 54q20 -6 28 12l6 50l-8 10v110z", b)
    torch = [circle(256, 52, 15, c), rect(270, 300, 70, 60, b)]
    waves = [
        stroked(f"M-10 {370 + 20 * k}q25 -16 50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0", b, 6) for k in range(3)
    ]
    hat = [path("M60 250q0 -66 62 -66t62 66z", b), rect(36, 250, 172, 14, b)]
    return [
        circle(110, 110, 56, c),
        statue,
        *torch,
        *hat,
        stroked("M206 290q22 -30 30 6l-60 84", b, 7),
        *waves,
        rect(0, 426, 400, 4, a),
    ]  # a drawing


def jar(a: str, b: str, c: str) -> Drawn:
    glass = path("M120 110h160v24q34 20 34 60v170q0 34 -34 34H120q-34 0 -34 -34V194q0 -40 34 -60z", b)
    heart = path("M200 330q-78 -56 -60 -100q22 -36 60 0q38 -36 60 0q18 44 -60 100z", c)
    pickles = [path(f"M{112 + 58 * k} 160q16 -14 32 0v30q-16 14 -32 0z", a, 'opacity=".55"') for k in range(3)]
    return [rect(110, 70, 180, 36, c), glass, *pickles, rect(104, 206, 192, 140, a), heart]


def crooked_house(a: str, b: str, c: str) -> Drawn:
    walls = polygon([(96, 390), (70, 190), (300, 150), (320, 390)], b)
    roof = polygon([(40, 200), (150, 70), (340, 140)], c)
    holes = [polygon([(x, y), (x + w, y - 10), (x + w + 6, y + h), (x + 4, y + h + 8)], a) for x, y, w, h in (
        (110, 230, 50, 46), (220, 290, 40, 60), (230, 196, 44, 40),
    )]  # fmt: skip
    door = polygon([(130, 300), (176, 292), (180, 344), (134, 350)], c)
    return [walls, roof, *holes, door, line((0, 396), (400, 396), c, 8), circle(168, 322, 4, b)]


def clay(a: str, b: str, c: str) -> Drawn:
    hair = path("M120 190Q110 70 200 66Q290 70 280 190L300 250Q270 236 262 170H138Q130 236 100 250z", b)
    face = rect(138, 140, 124, 140, c, 'rx="26"')
    body = path("M70 430Q80 300 150 282h100Q320 300 330 430z", b)
    star = [polygon([polar(200, 362, 42, turn + k / 3) for k in range(3)], c) for turn in (0, 1 / 6)]
    eyes = [rect(x, 186, 28, 9, a) for x in (156, 216)]
    return [circle(200, 200, 190, b, 'opacity=".25"'), hair, face, *eyes, rect(172, 244, 56, 8, a), body, *star]


def sword(_: str, b: str, c: str) -> Drawn:
    blade = polygon([(330, 40), (342, 52), (116, 300), (104, 288)], c)
    hilt = [stroked("M80 262q60 0 62 62", c, 12), line((112, 292), (66, 340), c, 16), circle(62, 344, 13, c)]
    letter = stroked("M90 90H300L110 390H320", b, 26, 'stroke-linejoin="bevel"')
    return [letter, blade, *hilt]


def carriage(a: str, b: str, c: str) -> Drawn:
    spokes = [line((130, 300), polar(130, 300, 66, k / 8), c, 5) for k in range(8)]
    cart = [
        rect(60, 210, 160, 40, c),
        rect(200, 240, 130, 8, c),
        circle(130, 300, 70, "none", f'stroke="{c}" stroke-width="8"'),
    ]
    hood = path("M140 210q-6 -70 26 -90q40 6 42 90z", c)
    scythe = [line((196, 210), (250, 60), c, 7), stroked("M250 60q-70 -36 -116 20", b, 9)]
    horse = path("M330 250q40 -6 44 -60l16 -6v60l-12 110h-14l-6 -70h-40l-10 70h-14l4 -104z", c, 'opacity=".7"')
    ghost = [rect(0, 330 + 24 * k, 400, 14, b, f'opacity="{0.34 - 0.08 * k:.2f}"') for k in range(4)]
    return [
        circle(310, 110, 60, b, 'opacity=".5"'),
        *cart,
        *spokes,
        hood,
        *scythe,
        horse,
        *ghost,
        circle(176, 150, 8, a),
    ]


def candles(_: str, b: str, c: str) -> Drawn:
    drawn = []
    for k, (x, height) in enumerate(((40, 120), (90, 190), (145, 90), (200, 240), (255, 150), (310, 200), (360, 110))):
        top = 430 - height
        drawn.append(rect(x - 14, top, 28, height, c, f'opacity="{0.5 + height / 480:.2f}"'))
        if k != OUT:
            drawn.append(path(f"M{x} {top - 46}q-18 26 0 40q18 -14 0 -40z", b))
    return [circle(200, 160, 110, b, 'opacity=".22"'), *drawn, stroked("M145 336q-10 -14 0 -26t0 -26", c, 4)]


def melons(a: str, b: str, c: str) -> Drawn:
    halves = [
        path(f"M{x - 70} {y}a70 70 0 0 0 140 0z", b) + path(f"M{x - 56} {y}a56 56 0 0 0 112 0z", c)
        for x, y in ((110, 290), (290, 310))
    ]  # a drawing
    seeds = [circle(x + 22 * k, y + 14 + 10 * (k % 2), 4, a) for x, y in ((78, 290), (258, 310)) for k in range(4)]
    steps = [
        polygon(
            [
                (60 + 36 * k, 230 - 26 * k),
                (130 + 36 * k, 230 - 26 * k),
                (130 + 36 * k, 244 - 26 * k),
                (60 + 36 * k, 244 - 26 * k),
            ],
            b,
        )
        for k in range(6)
    ]  # a drawing
    return [*steps, circle(330, 90, 26, c), *halves, *seeds]


def igloo(a: str, b: str, c: str) -> Drawn:
    dome = path("M50 380a150 150 0 0 1 300 0z", c)
    courses = [stroked(f"M{60 + 28 * k} {330 - 48 * k}H{340 - 28 * k}", b, 4) for k in range(2)]
    joints = [line((90 + 50 * k + 20 * (k % 2), 330), (90 + 50 * k + 20 * (k % 2), 378), b, 4) for k in range(5)]
    door = [path("M160 380a42 42 0 0 1 84 0z", b), path("M176 380a26 26 0 0 1 52 0z", a)]
    lights = [
        stroked(f"M-10 {60 + 24 * k}q100 {-50 + 18 * k} 200 0t220 -10", b, 9, f'opacity="{0.5 - 0.12 * k:.2f}"')
        for k in range(3)
    ]  # a drawing
    return [*lights, dome, *courses, *joints, *door, rect(0, 380, 400, 50, c)]


def waterfall(a: str, b: str, c: str) -> Drawn:
    falls = [rect(130 + 20 * k, 90, 14, 260 + 12 * (k % 3), c if k % 2 else b) for k in range(7)]
    cliffs = [
        polygon([(0, 60), (120, 90), (124, 430), (0, 430)], "#000"),
        polygon([(400, 60), (280, 90), (276, 430), (400, 430)], "#000"),
    ]  # a drawing
    swinger = [line((60, 70), (206, 210), b, 4), circle(212, 204, 11, a), line((212, 214), (232, 256), a, 10)]
    foam = [circle(110 + 30 * k, 384 + 6 * (k % 2), 24, c) for k in range(7)]
    return [*falls, *cliffs, *swinger, *foam]
