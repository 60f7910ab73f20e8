"""What the API of orders says and reads."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator

from chassis.errors import Refusal
from chassis.ids import is_id
from chassis.reply import Body, Instant
from orders._domain.checkout import Checkout, Money, Status
from orders._domain.order import Order, Ticket

PaymentMethod = Annotated[str, StringConstraints(pattern=r"^pm_[A-Za-z0-9_]{1,120}$")]


class OrderMoney(Body):
    """Integer minor units and ISO 4217."""

    amount: int = Field(ge=0, lt=2**31)
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @classmethod
    def of(cls, money: Money) -> Self:
        """The reply for an amount."""
        return cls(amount=money.amount, currency=money.currency)


class NewCheckout(Body):
    """The body of `POST /checkouts`; with `expected_total` a price that is not this one is refused."""

    showing_id: str
    seat_ids: list[str] = Field(min_length=1, max_length=100)
    payment_method: PaymentMethod
    expected_total: OrderMoney | None = None

    @field_validator("showing_id")
    @classmethod
    def _showing_is_an_id(cls, value: str) -> str:
        return _id(value)

    @field_validator("seat_ids")
    @classmethod
    def _seats_are_ids(cls, values: list[str]) -> list[str]:
        if len(set(values)) < len(values):
            raise ValueError("each seat may come once")
        return [_id(value) for value in values]


class CheckoutProblem(Body):
    """Why a checkout did not complete: `type` as in RFC 9457."""

    type: str
    detail: str


class CheckoutReply(Body):
    """A checkout. `total` is null until the seats are held, `order_id` until it is completed."""

    id: str
    showing_id: str
    seat_ids: list[str]
    status: Status
    total: OrderMoney | None
    hold_expires_at: Instant | None
    order_id: str | None
    problem: CheckoutProblem | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, checkout: Checkout, order_id: str | None = None) -> Self:
        """The reply for a checkout."""
        hold, problem = checkout.hold, checkout.problem
        return cls(
            id=checkout.id,
            showing_id=checkout.showing_id,
            seat_ids=list(checkout.seat_ids),
            status=checkout.status,
            total=OrderMoney.of(hold.total) if hold else None,
            hold_expires_at=hold.expires_at if hold else None,
            order_id=order_id,
            problem=CheckoutProblem(type=problem_type(problem.name), detail=problem.detail) if problem else None,
            created_at=checkout.created_at,
            updated_at=checkout.updated_at,
        )


class OrderListItem(Body):
    """An order in a list; `title` is null until the film's name is known."""

    id: str
    checkout_id: str
    payment_id: str
    showing_id: str
    title_id: str
    title: str | None
    starts_at: Instant
    time_zone: str
    venue: str
    auditorium: str
    total: OrderMoney
    created_at: Instant

    @classmethod
    def of(cls, order: Order) -> Self:
        """The item for an order."""
        same = {name: getattr(order, name) for name in cls.model_fields if name != "total"}
        return cls(**same, total=OrderMoney.of(order.total))


class TicketReply(Body):
    """A ticket; `code` (a JWS) lets its bearer in."""

    id: str
    seat_id: str
    row: str
    number: int
    category: str
    price: OrderMoney
    code: str


class OrderReply(OrderListItem):
    """An order with its tickets."""

    tickets: list[TicketReply]

    @classmethod
    def signed(cls, order: Order, sign: Callable[[Order, Ticket], str]) -> Self:
        """The reply for an order, its codes made by `sign`."""
        currency = order.total.currency
        tickets = [
            TicketReply(
                **{name: getattr(ticket, name) for name in ("id", "seat_id", "row", "number", "category")},
                price=OrderMoney(amount=ticket.amount, currency=currency),
                code=sign(order, ticket),
            )
            for ticket in order.tickets
        ]
        return cls(**OrderListItem.of(order).model_dump(), tickets=tickets)


def problem_type(name: str) -> str:
    """`SeatsTaken` → `/problems/seats-taken`, as for a refusal of that name."""
    refusal: type[Refusal] = type(name, (Refusal,), {})
    return f"/problems/{refusal.kebab_name()}"


def _id(value: str) -> str:
    if not is_id(value):
        raise ValueError("not an id")
    return value
