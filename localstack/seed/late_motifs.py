"""Motifs of films from 1924 on (motifs.py says how they are drawn)."""

from __future__ import annotations

from seed.motifs import Drawn
from seed.shapes import circle, line, path, polar, polygon, rect, stroked


def diver(a: str, b: str, c: str) -> Drawn:
    helmet = [circle(200, 200, 120, c), circle(200, 200, 74, b), circle(200, 200, 58, a)]
    bolts = [circle(*polar(200, 200, 66, k / 8), 5, a) for k in range(8)]
    collar = [rect(96, 300, 208, 40, b), path("M70 430q10 -90 60 -90h140q50 0 60 90z", c)]
    hose = stroked("M310 180q70 -40 40 -110t30 -90", b, 16)
    return [hose, *helmet, *bolts, *collar, path("M176 216q24 20 48 0", "none", f'stroke="{b}" stroke-width="6"')]


def revolving_door(a: str, b: str, c: str) -> Drawn:
    wings = [polygon([(200, 70), (200 + x, 40), (200 + x, 400), (200, 370)], c, f'opacity="{shade}"') for x, shade in (
        (-130, 0.35), (130, 0.35), (-52, 0.7), (52, 0.7),
    )]  # fmt: skip
    coat = path("M164 400V250q0 -30 36 -34q36 4 36 34v150z", b)
    buttons = [circle(x, 262 + 30 * k, 6, a) for x in (188, 212) for k in range(4)]
    head = [circle(200, 186, 24, b), rect(172, 150, 56, 20, b), rect(164, 168, 72, 8, a)]
    return [rect(56, 24, 288, 16, b), *wings, coat, *buttons, *head, rect(40, 400, 320, 14, b)]


def mars(a: str, b: str, c: str) -> Drawn:
    planet = [
        circle(200, 400, 170, b),
        *(circle(x, y, r, a, 'opacity=".4"') for x, y, r in ((130, 340, 30), (260, 360, 22))),
    ]
    spikes = [line((200, 190), polar(200, 190, 128, k / 14 - 0.23), c, 6) for k in range(7)]
    beads = [circle(*polar(200, 190, 138, k / 14 - 0.23), 9, b) for k in range(7)]
    head = [
        path("M150 250V190a50 50 0 0 1 100 0v60l-50 40z", c),
        polygon([(160, 206), (188, 214), (160, 222)], a),
        polygon([(240, 206), (212, 214), (240, 222)], a),
    ]  # a drawing
    return [*planet, *spikes, *beads, *head]


def boot(a: str, b: str, c: str) -> Drawn:
    plate = [circle(200, 320, 150, c, 'opacity=".25"'), path("M30 350h340q-40 60 -170 60T30 350z", c)]
    shoe = path("M110 190h80q6 70 50 84q74 12 84 50v24H96q-6 -70 14 -158z", b)
    laces = [line((160, 214 + 22 * k), (208, 204 + 22 * k), a, 5) for k in range(3)]
    nails = [circle(120 + 38 * k, 340, 5, a) for k in range(6)]
    flakes = [circle(40 + (k * 97) % 340, 20 + (k * 53) % 140, 5, b, 'opacity=".4"') for k in range(16)]
    steam = [stroked(f"M{160 + 44 * k} 150q-14 -20 0 -40t0 -40", c, 6) for k in range(3)]
    return [*flakes, *plate, shoe, *laces, *nails, *steam]


def plateau(a: str, b: str, c: str) -> Drawn:
    mesa = polygon([(40, 430), (90, 210), (250, 196), (290, 430)], b)
    pinnacle = polygon([(320, 430), (330, 200), (366, 200), (384, 430)], b)
    trunk = line((240, 202), (346, 204), c, 9)
    neck = stroked("M120 214q10 -60 60 -60t50 -70", c, 22, 'stroke-linecap="round"')
    head = [path("M216 90q-6 -34 30 -34q34 4 40 20q-10 16 -44 18z", c), circle(244, 70, 4, a)]
    birds = [stroked(f"M{60 + 50 * k} {80 + 22 * k}q14 -18 26 0q12 -18 26 0", c, 4) for k in range(2)]
    return [circle(310, 120, 60, b, 'opacity=".6"'), mesa, pinnacle, trunk, neck, *head, *birds]


def blades(a: str, b: str, c: str) -> Drawn:
    around = [line(polar(200, 225, 210, k / 14 + 0.02), polar(200, 225, 92, k / 14), b, 7) for k in range(14)]
    guards = [circle(*polar(200, 225, 178, k / 14 + 0.014), 10, b) for k in range(14)]
    man = [circle(200, 200, 20, a), path("M170 276q4 -54 30 -54t30 54z", a), line((214, 236), (256, 168), a, 6)]
    return [circle(200, 225, 86, c), *around, *guards, *man]


def wings(a: str, b: str, c: str) -> Drawn:
    cloak = path(
        "M200 110Q260 40 400 60Q372 140 380 250Q300 200 262 262Q230 220 200 262Q170 220 138 262Q100 200 20 250Q28 140 0 60Q140 40 200 110z",  # noqa: E501  # a drawing
        b,
    )  # a drawing
    horns = [stroked(f"M{200 + s * 14} 96q{s * 2} -34 {s * 26} -48", b, 10) for s in (-1, 1)]
    roofs = [polygon([(10 + 48 * k, 400), (34 + 48 * k, 352 - (k * 29) % 40), (58 + 48 * k, 400)], c) for k in range(8)]
    eyes = [polygon([(200 + s * 8, 122), (200 + s * 26, 112), (200 + s * 22, 126)], a) for s in (-1, 1)]
    return [
        circle(200, 150, 120, c, 'opacity=".18"'),
        cloak,
        circle(200, 116, 34, b),
        *horns,
        *eyes,
        *roofs,
        rect(0, 398, 400, 32, c),
    ]  # a drawing


def eye(_: str, b: str, c: str) -> Drawn:
    lids = path("M40 240Q200 90 360 240Q200 390 40 240z", "#fff", f'stroke="{b}" stroke-width="10"')
    iris = [circle(200, 240, 72, b), circle(200, 240, 30, "#000"), circle(222, 216, 12, "#fff")]
    cloud = [line((0, 234), (400, 246), c, 13), rect(300, 238, 100, 30, c)]
    ants = [
        circle(40 + 36 * k, 380 + 14 * (k % 3), 6, b)
        + line((32 + 36 * k, 388 + 14 * (k % 3)), (48 + 36 * k, 372 + 14 * (k % 3)), b, 2)
        for k in range(9)
    ]  # a drawing
    return [circle(90, 80, 40, c, 'opacity=".5"'), lids, *iris, *cloud, *ants]


def fringe(a: str, b: str, c: str) -> Drawn:
    hair = path("M90 250Q76 60 200 56Q324 60 310 250L280 300V180H120V300z", b)
    face = path("M120 176h160v80q-10 90 -80 104q-70 -14 -80 -104z", a, f'stroke="{b}" stroke-width="4"')
    bangs = [rect(120 + 20 * k, 120, 19, 72, b) for k in range(8)]
    eyes = [path(f"M{x} 222q20 -16 40 0q-20 14 -40 0z", b) for x in (142, 218)]
    pearls = [circle(*polar(200, 330, 96, 0.36 + 0.035 * k), 8, c) for k in range(9)]
    return [hair, face, *bangs, *eyes, path("M176 304q24 -14 48 0q-24 22 -48 0z", c), *pearls]


def glove(a: str, b: str, c: str) -> Drawn:
    fingers = [rect(134 + 34 * k, (126, 96, 104, 140)[k], 28, 150, b, 'rx="14"') for k in range(4)]
    palm = [rect(134, 220, 130, 130, b, 'rx="20"'), path("M140 300q-60 -20 -70 -66q-2 -22 22 -20q34 26 56 36z", b)]
    cuff = [rect(128, 350, 142, 40, c), *(circle(150 + 32 * k, 370, 5, a) for k in range(4))]
    holes = [circle(x, y, 9, a) for x, y in ((148, 150), (182, 122))]
    knife = [polygon([(330, 60), (352, 90), (340, 290), (322, 290)], c), rect(320, 290, 24, 90, b)]
    return [*fingers, *palm, *cuff, *holes, *knife]


def lake(_: str, b: str, c: str) -> Drawn:
    water = [stroked(f"M-10 {270 + 24 * k}q34 -14 68 0t68 0t68 0t68 0t68 0t68 0", c, 5) for k in range(6)]
    heads = [circle(110 + 60 * k, 292 + 26 * (k % 2), 17, b) for k in range(4)]
    arms = [line((110 + 60 * k, 306 + 26 * (k % 2)), (136 + 60 * k, 276 + 26 * (k % 2)), b, 8) for k in range(4)]
    pines = [
        polygon([(x, 240), (x + 26, 130 + (x * 7) % 40), (x + 52, 240)], "#000", 'opacity=".55"')
        for x in range(-10, 400, 44)
    ]  # a drawing
    return [circle(300, 90, 54, b), *pines, rect(0, 240, 400, 190, "#000", 'opacity=".12"'), *water, *arms, *heads]


def top_hat(a: str, b: str, c: str) -> Drawn:
    hat = [rect(140, 50, 130, 96, b), path("M96 146h220q-20 26 -110 26t-110 -26z", b), rect(140, 124, 130, 14, a)]
    barrel = [path("M110 430V330h180v100z", b, 'opacity=".5"'), rect(104, 322, 192, 12, b)]
    legs = [
        stroked("M170 322q-20 -70 40 -92q70 4 66 54l-90 60", c, 26, 'stroke-linejoin="round"'),
        polygon([(186, 336), (150, 372), (178, 376), (206, 350)], c),
    ]  # a drawing
    light = polygon([(200, -20), (30, 430), (370, 430)], c, 'opacity=".14"')
    return [light, *barrel, *hat, *legs, circle(206, 200, 26, c)]


def giant(a: str, b: str, c: str) -> Drawn:
    lying = path("M10 330Q40 270 110 276Q120 226 166 232Q196 240 190 284Q290 262 396 300V360H10z", c)
    ropes = [line((40 + 50 * k, 262 + 6 * (k % 2)), (24 + 50 * k, 366), b, 4) for k in range(8)]
    people = [circle(36 + 46 * k, 376, 6, b) + rect(32 + 46 * k, 382, 8, 18, b) for k in range(8)]
    flags = [
        line((250 + 60 * k, 284), (250 + 60 * k, 200), b, 4)
        + polygon([(250 + 60 * k, 200), (290 + 60 * k, 212), (250 + 60 * k, 226)], b)
        for k in range(2)
    ]  # a drawing
    castle = [rect(40 + 30 * k, 130 - 20 * (k % 2), 26, 90 + 20 * (k % 2), b, 'opacity=".5"') for k in range(4)]
    return [circle(310, 90, 44, b), *castle, lying, *flags, *ropes, *people, rect(0, 400, 400, 30, a)]


def detour_sign(a: str, b: str, c: str) -> Drawn:
    board = [rect(186, 80, 16, 350, c), polygon([(60, 110), (300, 110), (360, 160), (300, 210), (60, 210)], b)]
    arrow = polygon([(100, 150), (240, 150), (240, 132), (284, 160), (240, 188), (240, 170), (100, 170)], a)
    lamps = [circle(x, 330, 26, b) for x in (70, 320)]
    beams = [
        polygon([(x - 20, 346), (x + 20, 346), (x + 90, 430), (x - 90, 430)], b, 'opacity=".35"') for x in (70, 320)
    ]
    rain = [
        line((20 + (k * 61) % 380, 20 + (k * 37) % 300), (12 + (k * 61) % 380, 52 + (k * 37) % 300), c, 2)
        for k in range(26)
    ]  # a drawing
    return [*rain, *board, arrow, *lamps, *beams]
