"""The rest of the motifs (motifs.py says how they are drawn)."""

from __future__ import annotations

from seed.motifs import Drawn
from seed.shapes import circle, line, path, polar, polygon, rect, stroked


def cross(_: str, b: str, c: str) -> Drawn:
    flames = [
        path(f"M{x} 430q-34 -70 0 -{h}q34 {h - 70} 0 {h}z", c)
        for x, h in ((70, 120), (130, 170), (200, 210), (270, 170), (330, 120))
    ]
    return [
        circle(200, 170, 120, "none", f'stroke="{c}" stroke-width="5"'),
        rect(188, 40, 24, 390, b),
        rect(110, 130, 180, 24, b),
        *flames,
    ]


def lens(a: str, b: str, c: str) -> Drawn:
    blades = [
        polygon(
            [polar(200, 220, 150, k / 7), polar(200, 220, 150, (k + 1) / 7), polar(200, 220, 56, (k + 1.6) / 7)],
            b,
            f'stroke="{a}" stroke-width="4"',
        )
        for k in range(7)
    ]
    return [
        circle(200, 220, 180, b),
        circle(200, 220, 162, a),
        *blades,
        circle(200, 220, 40, c),
        circle(186, 206, 11, a),
    ]


def columns(a: str, b: str, c: str) -> Drawn:
    text = [
        rect(30 + 118 * x, 150 + 22 * y, 104 - (x * 31 + y * 17) % 40, 9, b)
        for x in range(3)
        for y in range(12)
        if (x, y // 5) != (1, 0)
    ]
    return [
        rect(30, 50, 340, 60, b),
        rect(30, 122, 340, 6, c),
        *text,
        rect(148, 150, 104, 104, c),
        circle(200, 190, 22, a),
        path("M164 254q0 -36 36 -36t36 36z", a),
    ]


def tower(a: str, b: str, c: str) -> Drawn:
    hands = line((200, 190), (200, 150), a, 7) + line((200, 190), (228, 206), a, 7)
    spire = polygon([(130, 120), (200, 10), (270, 120)], b)
    return [
        spire,
        rect(140, 120, 120, 310, b),
        circle(200, 190, 54, c),
        hands,
        rect(176, 320, 48, 110, a),
        *(rect(152, 276 + 18 * k, 96, 5, a) for k in range(2)),
    ]


def spiral(_: str, b: str, c: str) -> Drawn:
    points = [polar(200, 215, 2.3 * k, k / 18) for k in range(90)]
    d = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    return [
        stroked(d, b, 11, 'stroke-linejoin="round"'),
        circle(200, 215, 20, c),
        path("M190 430l6 -60h8l6 60z", c),
        circle(200, 352, 14, c),
    ]


def road(a: str, b: str, c: str) -> Drawn:
    marks = [
        polygon([(200 - w, y), (200 + w, y), (200 + w * 1.5, y + h), (200 - w * 1.5, y + h)], c)
        for w, y, h in ((2, 205, 18), (4, 240, 30), (7, 290, 44), (11, 355, 62))
    ]
    hills = path("M0 200l70 -50l60 40l80 -70l70 60l60 -34l60 54v10H0z", c, 'opacity=".35"')
    return [
        circle(290, 90, 46, b),
        hills,
        rect(0, 200, 400, 230, b),
        polygon([(190, 200), (210, 200), (350, 430), (50, 430)], a),
        *marks,
    ]


def house(_: str, b: str, c: str) -> Drawn:
    windows = [rect(x, y, 26, 40, b) for x, y in ((120, 220), (187, 220), (254, 220), (120, 300), (254, 300))]
    walls = path("M90 430V190l50 -60v-50l24 -40l24 40v30l72 0l50 80v240z", "#000")
    return [
        circle(290, 110, 84, c),
        path("M0 430q200 -60 400 0z", "#000"),
        walls,
        *windows,
        rect(182, 330, 36, 90, c),
        circle(164, 96, 9, b),
    ]


def plant(_: str, b: str, c: str) -> Drawn:
    teeth = [polygon([(110 + 20 * k, 196), (130 + 20 * k, 196), (120 + 20 * k, 220)], "#fff") for k in range(9)]
    upper = path("M96 196C96 70 304 70 304 196z", b)
    lower = path("M104 246C110 320 290 320 296 246z", b)
    leaves = [path(f"M200 380Q{200 + s * 60} 330 {200 + s * 130} 352Q{200 + s * 70} 400 200 396z", b) for s in (-1, 1)]
    spots = [circle(x, y, r, c) for x, y, r in ((150, 140, 12), (200, 122, 16), (252, 146, 10))]
    return [
        rect(193, 290, 14, 110, b),
        *leaves,
        rect(100, 196, 200, 50, c),
        upper,
        lower,
        *teeth,
        *spots,
        path("M150 396h100l-14 34h-72z", c),
    ]


def carousel(a: str, b: str, c: str) -> Drawn:
    stripes = [
        polygon(
            [(200, 60), polar(200, 60, 190, 0.36 + 0.035 * k), polar(200, 60, 190, 0.395 + 0.035 * k)],
            b if k % 2 else c,
        )
        for k in range(8)
    ]
    poles = [rect(96 + 50 * k, 205, 6, 150, b) for k in range(5)]
    ripples = [stroked(f"M60 {384 + 14 * k}q35 -10 70 0t70 0t70 0t70 0", c, 4) for k in range(3)]
    return [
        *stripes,
        *poles,
        rect(76, 350, 248, 14, b),
        circle(200, 52, 12, b),
        *ripples,
        circle(200, 290, 30, b),
        circle(190, 285, 5, a),
        circle(210, 285, 5, a),
    ]


def stamps(a: str, b: str, c: str) -> Drawn:
    drawn = []
    for x, y, turn, fill in ((90, 90, -12, b), (210, 150, 9, c), (110, 250, 4, c), (230, 290, -7, b)):
        dots = f'stroke="{a}" stroke-width="7" stroke-dasharray="0 12" stroke-linecap="round"'
        inner = circle(x + 50, y + 60, 28, a) + rect(x + 22, y + 98, 56, 8, a)
        drawn.append(f'<g transform="rotate({turn} {x + 50} {y + 65})">{rect(x, y, 100, 130, fill, dots)}{inner}</g>')
    return [*drawn, *(circle(300, 110, r, "none", f'stroke="{b}" stroke-width="4"') for r in (40, 56))]


def hands(a: str, b: str, c: str) -> Drawn:
    drawn = []
    for x, top in ((70, 240), (165, 150), (262, 210), (345, 290)):
        fingers = [rect(x - 26 + 13 * k, top + (16, 4, 0, 10)[k], 9, 80, b, 'rx="4"') for k in range(4)]
        drawn += [
            *fingers,
            path(
                f"M{x - 26} {top + 60}h50l14 -20l10 8l-22 46v{430 - top - 94}h-40v-{430 - top - 90}q-12 -14 -12 -30z", b
            ),
        ]
    return [circle(200, 140, 96, c), *drawn, rect(0, 404, 400, 26, a)]
