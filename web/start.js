// The start page: what is on, playing a film, two seats and their tickets. Plain modules, no build: the web client
// proper comes later. Whatever comes from the API is set as text, never as HTML.

const POLL_MS = 500;
const SAVE_POSITION_MS = 5000;
const MAX_SEATS = 10;
const PERSONAL = /^\/(orders|media\/positions)\b/; // only these carry the token: what is public stays in the edge's cache

const by = (id) => document.getElementById(id);
const state = { token: sessionStorage.getItem("token") ?? "", showing: null, chosen: new Map(), playing: null };

class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || "the request was refused");
    this.type = problem.type;
  }
}

async function api(path, { method = "GET", body, headers = {} } = {}) {
  const answer = await fetch(`/api${path}`, {
    method,
    headers: {
      ...(state.token && PERSONAL.test(path) ? { Authorization: `Bearer ${state.token}` } : {}),
      ...(body ? { "Content-Type": "application/json" } : {}),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const problem = answer.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : { title: `${answer.status}` };
    throw new Refused(problem);
  }
  return text ? JSON.parse(text) : null;
}

// Every page of a list; the API hands out at most a hundred at once.
async function all(path) {
  const items = [];
  for (let cursor = ""; cursor !== null; ) {
    const mark = path.includes("?") ? "&" : "?";
    const page = await api(`${path}${mark}limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function say(text) {
  by("notice").textContent = text;
  by("notice").hidden = !text;
}

// Runs what a person asked for; a refusal becomes one sentence on the page.
const attempt = (work) => async (...given) => {
  say("");
  try {
    await work(...given);
  } catch (error) {
    say(error.message);
    if (!(error instanceof Refused)) throw error;
  }
};

const money = ({ amount, currency }) => {
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
};

const when = (instant, timeZone) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", timeZone }).format(new Date(instant));

// ---- films ----

async function showFilms() {
  const [titles, assets, showings] = await Promise.all([
    all("/catalogue/titles?sort=-popularity"), all("/media/assets"), all("/booking/showings"),
  ]);
  const listed = new Map(titles.map((title) => [title.id, title]));
  const soonest = Map.groupBy(showings, (showing) => showing.title_id);
  const playable = new Map(assets.toReversed().map((asset) => [asset.title_id ?? asset.id, asset]));
  const own = assets.filter((asset) => !listed.has(asset.title_id));
  const rank = (title) => (playable.has(title.id) ? 0 : soonest.has(title.id) ? 1 : 2);
  titles.sort((one, other) => rank(one) - rank(other));
  by("films").replaceChildren(
    ...own.map((asset) => card({ name: "Untitled film" }, asset, [])),
    ...titles.map((title) => card(title, playable.get(title.id), (soonest.get(title.id) ?? []).slice(0, 3))),
  );
}

function card(title, asset, showings) {
  const facts = [title.release_date?.slice(0, 4), title.runtime_minutes && `${title.runtime_minutes} min`, ...(title.genres ?? [])];
  const actions = element("div");
  if (asset) actions.append(element("button", { textContent: `Play ${title.name}`, className: "play", onclick: attempt(() => play(title, asset)) }));
  for (const showing of showings) {
    const label = `${when(showing.starts_at, showing.time_zone)}, ${showing.auditorium.name}`;
    actions.append(element("button", { textContent: label, className: "showing", onclick: attempt(() => openSeats(title, showing)) }));
  }
  return element("li", {}, element("h3", { textContent: title.name }), element("p", { textContent: facts.filter(Boolean).join(" · ") }), actions);
}

// ---- playing ----

async function play(title, asset) {
  const film = by("film");
  state.playing = null;
  by("playing").textContent = title.name;
  by("player").hidden = false;
  film.poster = asset.posters[0] ?? "";
  await attach(film, asset.playlist);
  const known = state.token ? (await api("/media/positions?limit=100")).items : [];
  const before = known.find((position) => position.asset_id === asset.id);
  if (before && before.position_ms < asset.duration_ms - SAVE_POSITION_MS) film.currentTime = before.position_ms / 1000;
  state.playing = asset;
  by("player").scrollIntoView();
  await film.play();
}

async function attach(film, playlist) {
  if (film.canPlayType("application/vnd.apple.mpegurl")) {
    film.src = playlist;
    return;
  }
  throw new Error("This browser does not play HLS by itself: use a current Chrome, Edge or Safari.");
}

async function savePosition() {
  const film = by("film");
  if (!state.token || !state.playing || film.currentTime === 0) return;
  const body = { position_ms: Math.round(film.currentTime * 1000) };
  await api(`/media/positions/${state.playing.id}`, { method: "PUT", body }).catch((error) => say(error.message));
}

// ---- seats ----

async function openSeats(title, showing) {
  state.showing = showing;
  state.chosen.clear();
  by("seats-of").textContent = `${title.name}: ${when(showing.starts_at, showing.time_zone)}, ${showing.venue.name}, ${showing.auditorium.name}`;
  by("seats").hidden = false;
  await drawPlan();
  by("seats").scrollIntoView();
}

async function drawPlan() {
  const { items } = await api(`/booking/showings/${state.showing.id}/seats`);
  by("plan").replaceChildren(...items.map((seat) => {
    const label = `Row ${seat.row} seat ${seat.number}, ${money(seat.price)}${seat.state === "free" ? "" : `, ${seat.state}`}`;
    const button = element("button", { textContent: `${seat.row}${seat.number}`, title: label, disabled: seat.state !== "free", onclick: () => choose(seat, button) });
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-pressed", "false");
    button.style.gridColumn = seat.x + 1;
    button.style.gridRow = seat.y + 1;
    return button;
  }));
  tellChosen();
}

function choose(seat, button) {
  if (!state.chosen.delete(seat.id) && state.chosen.size < MAX_SEATS) state.chosen.set(seat.id, seat);
  button.setAttribute("aria-pressed", String(state.chosen.has(seat.id)));
  tellChosen();
}

function total() {
  const seats = [...state.chosen.values()];
  return { amount: seats.reduce((sum, seat) => sum + seat.price.amount, 0), currency: seats[0]?.price.currency };
}

function tellChosen() {
  const seats = [...state.chosen.values()].map((seat) => `${seat.row}${seat.number}`);
  by("chosen").textContent = seats.length ? `${seats.join(", ")}: ${money(total())}` : "Choose your seats.";
  by("buy").disabled = !seats.length;
}

async function buy() {
  if (!state.token) throw new Error("To buy seats, put in an access token first.");
  by("buy").disabled = true;
  try {
    const checkout = await api("/orders/checkouts", {
      method: "POST",
      headers: { "Idempotency-Key": crypto.randomUUID() },
      body: { showing_id: state.showing.id, seat_ids: [...state.chosen.keys()], payment_method: "pm_card_visa", expected_total: total() },
    });
    by("chosen").textContent = "Buying …";
    await ended(checkout.id);
    by("seats").hidden = true;
    await showTickets();
    by("tickets").scrollIntoView();
  } catch (error) {
    state.chosen.clear();
    await drawPlan();
    throw error;
  }
}

async function ended(checkoutId) {
  for (;;) {
    const checkout = await api(`/orders/checkouts/${checkoutId}`);
    if (checkout.status === "completed") return;
    if (checkout.problem) throw new Refused(checkout.problem);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

// ---- tickets ----

async function showTickets() {
  const orders = await all("/orders/orders");
  const whole = await Promise.all(orders.map((order) => api(`/orders/orders/${order.id}`)));
  by("orders").replaceChildren(...whole.map((order) => {
    const seats = order.tickets.map((ticket) => element("li", {}, `Row ${ticket.row} seat ${ticket.number} `, element("code", { textContent: ticket.code })));
    const heading = `${order.title ?? "A film"}, ${when(order.starts_at, order.time_zone)}, ${order.venue}, ${order.auditorium}, ${money(order.total)}`;
    return element("li", {}, element("strong", { textContent: heading }), element("ul", { className: "seats" }, ...seats));
  }));
  by("tickets").hidden = false;
}

async function signIn(event) {
  event?.preventDefault();
  state.token = by("token").value.trim() || state.token;
  by("token").value = "";
  sessionStorage.setItem("token", state.token);
  by("who").textContent = state.token ? "signed in" : "";
  if (state.token) await showTickets();
}

by("sign-in").addEventListener("submit", attempt(signIn));
by("buy").addEventListener("click", attempt(buy));
by("film").addEventListener("pause", savePosition);
setInterval(() => by("film").paused || savePosition(), SAVE_POSITION_MS);
attempt(showFilms)();
attempt(signIn)();
